/** Order of keys: that of their UTF-8 bytes, as S3 lists them. Negative when `a` comes first. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x !== y) return x < 0xd800 || y < 0xd800 ? x - y : high(x) - high(y)
  }
  return a.length - b.length
}

/** UTF-16 writes what is beyond U+FFFF with units below U+E000; in UTF-8 it comes last. */
function high(unit: number): number {
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

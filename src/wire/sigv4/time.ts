/** `20261120T162256Z`: the form of X-Amz-Date and of a string to sign. */
export function basicTime(millis: number): string {
  return isoTime(millis).replace(/[-:]/g, '')
}

/** `2026-11-20T16:22:56Z`, as S3's errors show a time. */
export function isoTime(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19)}Z`
}

/** Ms since 1970 of a time in basic form, or undefined when it is no such time. */
export function parseBasicTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!parts) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number)
  const millis = Date.UTC(year, month - 1, day, hour, minute, second)
  // Date.UTC takes the 31st of April for the 1st of May.
  return basicTime(millis) === text ? millis : undefined
}

/** A `Date` header: HTTP's own form (RFC 9110, 5.6.7), or ISO 8601, which SigV4 allows there too. */
export function parseDateHeader(text: string): number | undefined {
  const basic = parseBasicTime(text)
  if (basic !== undefined) return basic
  const http = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]0000)$/
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
  const millis = http.test(text) || iso.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(millis) ? undefined : millis
}

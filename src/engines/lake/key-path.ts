/**
 * Object keys as paths. An ordinary key is its own path (`2026/11/20/13/web-logs-1-….gz`); whatever could leave
 * the folder, collide or break a file system is written so that it can't, and so that the key can be read back:
 *
 *   key      = segment *( "/" segment )
 *   segment  = *( plain | "%" HEX HEX )   UTF-8; escaped: "%", control characters, < > : " | ? * \
 *              and a dot at the start; nothing at all is "%-"
 *   folder   that looks like a file (has a dot, or ends in a UUID):        segment "%D"
 *   object   that does not look like a file (no dot and no UUID at the end): segment "%F"
 *   more than 200 bytes: cut into folders, each but the last one ended by "%+", the last by "%D" or "%F"
 *
 * Because folders never look like files, `a` and `a/b` may both be objects.
 */
export function pathOfKey(key: string): string[] {
  const segments = key.split('/')
  return segments.flatMap((segment, at) => encode(segment, at === segments.length - 1))
}

/** A folder's entry, read back: the text that it stands for, and whether that text goes on within. */
export interface Entry {
  readonly text: string
  readonly kind: 'object' | 'folder' | 'piece'
}

/** Undefined for names that no key leads to (a person's own file, a stray folder). */
export function entryOfName(name: string, isFolder: boolean): Entry | undefined {
  const mark = /%[DF+]$/.exec(name)?.[0]
  const text = decode(mark ? name.slice(0, -2) : name)
  if (text === undefined) return undefined
  const kind = mark === '%+' ? 'piece' : isFolder ? 'folder' : 'object'
  if (isFolder === (kind === 'object') || (!mark && looksLikeFile(text) === isFolder)) return undefined
  return { text, kind }
}

const LONGEST = 200

function encode(segment: string, isObject: boolean): string[] {
  const [last, ...before] = cut(escapeText(segment)).reverse()
  const natural = before.length === 0 && looksLikeFile(segment) === isObject
  const mark = natural ? '' : isObject ? '%F' : '%D'
  return [...before.reverse().map((piece) => `${piece}%+`), `${last}${mark}`]
}

function looksLikeFile(segment: string): boolean {
  return segment.includes('.') || /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(segment)
}

function escapeText(segment: string): string {
  if (segment === '') return '%-'
  return segment.replace(/^\.|[%\u0000-\u001f\u007f<>:"|?*\\]/g, percent)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** Pieces of at most `LONGEST` bytes, cut between characters and not within an escape. */
function cut(escaped: string): string[] {
  if (Buffer.byteLength(escaped) <= LONGEST) return [escaped]
  const pieces = ['']
  let size = 0
  for (const [unit] of escaped.matchAll(/%[0-9A-F]{2}|./gsu)) {
    const bytes = Buffer.byteLength(unit)
    if (size + bytes > LONGEST) {
      pieces.push(unit === '.' ? '%2E' : unit)
      size = bytes
      continue
    }
    pieces[pieces.length - 1] += unit
    size += bytes
  }
  return pieces
}

function decode(name: string): string | undefined {
  if (name === '%-') return ''
  const text = name.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return escapeText(text) === name ? text : undefined
}

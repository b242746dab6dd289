import { hash } from '../random.ts'
import type { Answer, Visit } from './answer.ts'
import { BOOKS } from './catalogue.ts'
import { coverOf } from './cover.ts'
import { FEED, ROBOTS, SITEMAP } from './feeds.ts'
import { LOGO, SCRIPT, STYLE } from './style.ts'

interface File {
  readonly type: string
  readonly body: Uint8Array
  readonly etag: string
}

const encoder = new TextEncoder()

function file(type: string, body: string): File {
  return { type: `${type}; charset=utf-8`, body: encoder.encode(body), etag: `"${hash(body).toString(16)}"` }
}

/** Every file that never changes while the site runs, by path. */
const FILES: ReadonlyMap<string, File> = new Map([
  ['/static/style.css', file('text/css', STYLE)],
  ['/static/site.js', file('text/javascript', SCRIPT)],
  ['/static/favicon.svg', file('image/svg+xml', LOGO)],
  ['/favicon.ico', file('image/svg+xml', LOGO)],
  ['/robots.txt', file('text/plain', ROBOTS)],
  ['/sitemap.xml', file('application/xml', SITEMAP)],
  ['/feed.xml', file('application/atom+xml', FEED)],
  ...BOOKS.map((book) => [`/static/covers/${book.slug}.svg`, file('image/svg+xml', coverOf(book))] as const),
])

/** The tag that a browser which has the file would send back; undefined if there is no such file. */
export function etagOf(path: string): string | undefined {
  return FILES.get(path)?.etag
}

/** A fixed file, or 304 if the reader's copy is still good; undefined if there is no such file. */
export function staticFile(visit: Visit): Answer | undefined {
  const found = FILES.get(visit.path)
  if (!found) return undefined
  const headers = {
    'content-type': found.type,
    'cache-control': 'public, max-age=600',
    etag: found.etag,
    'x-content-type-options': 'nosniff',
  }
  const delayMillis = visit.random.wait(0.6)
  if (matches(visit.headers['if-none-match'], found.etag)) {
    return { status: 304, headers, body: new Uint8Array(0), delayMillis }
  }
  return { status: 200, headers, body: found.body, delayMillis }
}

/** RFC 9110, 13.1.2: a list of tags or `*`; weak and strong tags match alike. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

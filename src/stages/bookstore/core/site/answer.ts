import type { Random } from '../random.ts'
import { layout, type Page } from './layout.ts'
import { messagePage } from './pages.ts'

/** What the site reads of a request. Header names are in lower case. */
export interface SiteRequest {
  readonly method: string
  /** As in the request line: path and query, not decoded. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** A form's body; empty if there is none. */
  readonly body: string
  /** Arrival, ms since 1970. */
  readonly at: number
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** How long the site takes over it. */
  readonly delayMillis: number
}

/** A request with its path and query taken apart, the reader's basket, and the chance that rules this visit. */
export interface Visit extends SiteRequest {
  readonly path: string
  readonly query: URLSearchParams
  readonly basket: readonly string[]
  readonly random: Random
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

const encoder = new TextEncoder()

export function page(
  visit: Visit,
  body: Omit<Page, 'basket'>,
  options: { status?: number; delayMillis?: number; headers?: Readonly<Record<string, string>> } = {},
): Answer {
  return {
    status: options.status ?? 200,
    headers: { ...PAGE_HEADERS, ...options.headers },
    body: encoder.encode(layout({ ...body, basket: visit.basket.length })),
    delayMillis: options.delayMillis ?? 3 + visit.random.wait(5),
  }
}

export function message(
  visit: Visit,
  status: number,
  title: string,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return page(visit, messagePage(title, sentence), { status, headers })
}

export function redirect(
  status: 301 | 302,
  location: string,
  options: { delayMillis?: number; headers?: Readonly<Record<string, string>> } = {},
): Answer {
  return {
    status,
    headers: { location, 'content-type': 'text/plain; charset=utf-8', ...options.headers },
    body: encoder.encode(`See ${location}\n`),
    delayMillis: options.delayMillis ?? 2,
  }
}

export function text(type: string, body: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': `${type}; charset=utf-8`, 'x-content-type-options': 'nosniff' },
    body: encoder.encode(body),
    delayMillis: 0,
  }
}

/** One HTTP request as the routes see it, free of any HTTP library. */
export interface RestRequest {
  readonly method: string
  /** Path and query as they came, still percent-encoded. */
  readonly url: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: Uint8Array
  /** `address:port` that the request reached, shown to clients that look for nodes. */
  readonly reachedAt?: string
}

export interface RestReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What a route answers: an object becomes JSON, a string stays text. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

export const ok = (body: unknown): Answer => ({ status: 200, body })

export function headerOf(request: RestRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** Where the next page begins: a query of the request and a datapoint of it. */
export interface Place {
  readonly query: number
  readonly datapoint: number
}

/** A token belongs to the queries it was made for: `digest` is theirs. */
export function tokenOf({ query, datapoint }: Place, digest: string): string {
  return Buffer.from(`1:${query}:${datapoint}:${digest}`).toString('base64url')
}

/** Undefined: no token of ours, or of another request. */
export function placeOf(token: string, digest: string, queries: number): Place | undefined {
  const found = /^1:(\d{1,4}):(\d{1,9}):(.*)$/s.exec(Buffer.from(token, 'base64url').toString())
  if (!found || found[3] !== digest || Number(found[1]) >= queries) return undefined
  return { query: Number(found[1]), datapoint: Number(found[2]) }
}

import type { HttpPost } from './stages/delivery/index.ts'
import type { Search } from './stages/search/index.ts'

/** The embedded index's `_bulk` as delivery speaks to a cluster's, without a network. */
export function bulkInto(search: Pick<Search, 'handle'>): HttpPost {
  return async ({ url, headers, body }) => {
    const { pathname } = new URL(url)
    const given = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const reply = await search.handle({
      method: 'POST',
      url: pathname,
      headers: { host: 'localhost', ...given },
      body,
    })
    return { status: reply.status, headers: reply.headers, body: Buffer.from(reply.body) }
  }
}

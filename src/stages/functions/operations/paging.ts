import { errors } from '../errors.ts'

/** Lambda gives at most 50 a page, whatever is asked for. */
const MOST = 50

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly NextMarker?: string
}

/** A page of a list whose items have a name of their own; the marker tells the last one that was given. */
export function pageOf<Item>(
  all: readonly Item[],
  nameOf: (item: Item) => string,
  { MaxItems: most = MOST, Marker: marker }: { readonly MaxItems?: number; readonly Marker?: string },
): Page<Item> {
  let from = 0
  if (marker) {
    const last = Buffer.from(marker, 'base64url').toString()
    if (Buffer.from(last).toString('base64url') !== marker) throw errors.badMarker()
    from = all.findIndex((item) => nameOf(item) === last) + 1
    // It was removed meanwhile: on with what stands behind its place, where names have an order.
    if (from === 0) from = all.filter((item) => nameOf(item) <= last).length
  }
  const items = all.slice(from, from + Math.min(most, MOST))
  const more = from + items.length < all.length
  return more && items.length > 0
    ? { items, NextMarker: Buffer.from(nameOf(items[items.length - 1])).toString('base64url') }
    : { items }
}

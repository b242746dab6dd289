import { illegal } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { flag, items, type Node, node, type Reader, text } from '../json.ts'
import { cidrRange, isAddress, nextAddress } from '../network.ts'
import { fieldFor, ipOnly } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, keyedBy, presentBucket } from './plan.ts'

interface IpRange {
  readonly key: string
  readonly from?: string
  readonly to?: string
}

/** Ranges of addresses: from, to (itself not within), or a block. */
export function parseIpRange({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'ip_range', { field: text, ranges: node, keyed: flag })
  const field = fieldFor('ip_range', read.field, body, context, ipOnly)
  if (!read.ranges || items(read.ranges).length === 0) {
    throw illegal(`No [ranges] specified for the [${name}] aggregation`, body.path)
  }
  const ranges = items(read.ranges).map(rangeOf)
  const query = ({ from, to }: IpRange): Query => ({
    kind: 'range',
    field,
    ...(from === undefined ? {} : { gte: from }),
    ...(to === undefined ? {} : { lt: to }),
  })
  const filters = ranges.map((range, at) => ({ key: String(at), query: query(range) }))
  return {
    aggregation: { name, kind: 'filters', keyed: false, filters, children: aggregationsOf(children) },
    present(result, count) {
      const buckets = bucketsOf(result).map((bucket, at) => {
        const { key, from, to } = ranges[at]
        const bounds = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
        return presentBucket({ ...bucket, key, ...bounds }, children, count)
      })
      return { buckets: read.keyed ? keyedBy(buckets, ({ key }) => String(key), false) : buckets }
    },
  }
}

const open: Reader<string | undefined> = (value, key, owner) =>
  value.value === null ? undefined : text(value, key, owner)

function rangeOf(item: Node): IpRange {
  const { key, from, to, mask } = members(item, 'ip_range', { key: text, from: open, to: open, mask: text })
  if (mask === undefined) {
    for (const address of [from, to]) {
      if (address !== undefined && !isAddress(address)) {
        throw illegal(`'${address}' is not an IP string literal.`, item.path)
      }
    }
    const bounds = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
    return { key: key ?? `${from ?? '*'}-${to ?? '*'}`, ...bounds }
  }
  const block = cidrRange(mask)
  if (!block) throw illegal(`Expected [ip/prefix] but was [${mask}]`, item.path)
  const after = nextAddress(block.last)
  return { key: key ?? mask, from: block.first, ...(after === undefined ? {} : { to: after }) }
}

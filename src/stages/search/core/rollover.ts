import { illegal } from '../errors.ts'
import { durationOf } from './aggregation/interval.ts'
import { entries, type Node } from './json.ts'

/** How an index stands, for the conditions of a rollover. */
export interface IndexState {
  readonly documents: number
  readonly bytes: number
  /** ms. */
  readonly age: number
}

const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
  pb: 1024 ** 5,
}

/** `5gb` in bytes. */
export function sizeOf(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)(b|kb|mb|gb|tb|pb)$/i.exec(text)
  return found ? Number(found[1]) * SIZES[found[2].toLowerCase()] : undefined
}

/** Each condition of a rollover, shown as OpenSearch does (`[max_docs: 5]`), and whether it is met. */
export function conditionsMet(node: Node, index: IndexState): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    entries(node, 'conditions').map(([name, { value, path }]) => {
      const limit = limitOf(name, value)
      if (limit === undefined)
        throw illegal(`[conditions] unknown or malformed condition [${name}: ${String(value)}]`, path)
      const have = name === 'max_docs' ? index.documents : name === 'max_age' ? index.age : index.bytes
      return [`[${name}: ${String(value)}]`, have >= limit]
    }),
  )
}

function limitOf(name: string, value: unknown): number | undefined {
  if (name === 'max_docs')
    return Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined
  if (name === 'max_age') return durationOf(value)
  if (name === 'max_size' || name === 'max_primary_shard_size') return sizeOf(String(value))
  return undefined
}

/** `logs-000001` is followed by `logs-000002`. */
export function nextName(name: string): string {
  const found = /^(.*)-(\d+)$/.exec(name)
  if (found) return `${found[1]}-${String(Number(found[2]) + 1).padStart(6, '0')}`
  throw illegal(`index name [${name}] does not match pattern '^.*-\\d+$'`)
}

import { badBucketsPath } from '../../../errors.ts'

/*
 * path     = element { ">" element }
 * element  = name [ "[" key "]" ] [ "." property ]      key = 'text' or a number: a bucket's key, or a percentile
 *
 * A name may have dots of its own: the longest that exists is taken.
 */
export interface Step {
  readonly name: string
  readonly key?: string
}

export interface BucketsPath {
  readonly text: string
  readonly steps: readonly Step[]
}

export type Results = Readonly<Record<string, unknown>>

export function bucketsPath(text: string): BucketsPath {
  const steps = text.split('>').map((element): Step => {
    const found = /^([^[\]]+)(?:\[(?:'([^']*)'|"([^"]*)"|([^\]]*))\])?$/.exec(element.trim())
    if (!found) throw badBucketsPath(`Cannot parse path [${text}]`)
    const key = found[2] ?? found[3] ?? found[4]
    return { name: found[1], ...(key === undefined ? {} : { key }) }
  })
  return { text, steps }
}

/** The name among `names` that the path begins with. */
export function firstName({ steps }: BucketsPath, names: readonly string[]): string | undefined {
  return nameIn(steps[0].name, (name) => names.includes(name))?.name
}

function nameIn(whole: string, known: (name: string) => boolean) {
  for (let end = whole.length; end > 0; end = whole.lastIndexOf('.', end - 1)) {
    const name = whole.slice(0, end)
    if (known(name)) return { name, property: whole.slice(end + 1) }
  }
  return undefined
}

/** Every bucket of the multi-bucket aggregation that the path begins with, and the path from there on. */
export function bucketsAt(results: Results, path: BucketsPath, owner: string) {
  const [first, ...rest] = path.steps
  const found = nameIn(first.name, (name) => Object.hasOwn(results, name))
  if (!found) throw noSuchPath(owner, path)
  const { buckets } = results[found.name] as { buckets?: unknown }
  if (buckets === undefined) {
    throw badBucketsPath(
      `The first aggregation in buckets_path must be a multi-bucket aggregation for aggregation [${owner}] found :${found.name} for buckets path: ${path.text}`,
    )
  }
  const property: Step[] = found.property === '' ? [] : [{ name: found.property }]
  const steps = [...property, ...rest]
  return { buckets: shownBuckets(buckets), rest: { text: path.text, steps } }
}

export interface Shown {
  /** The bucket's name under `keyed`, else its key as text. */
  readonly id: string
  readonly bucket: Results
}

export function shownBuckets(buckets: unknown): readonly Shown[] {
  if (!Array.isArray(buckets)) {
    return Object.entries(buckets as Record<string, Results>).map(([id, bucket]) => ({ id, bucket }))
  }
  return buckets.map((bucket: Results) => ({ id: keyText(bucket), bucket }))
}

const keyText = ({ key, key_as_string }: Results) =>
  String(key_as_string ?? (key !== null && typeof key === 'object' ? Object.values(key).join('|') : key))

const noSuchPath = (owner: string, { text }: BucketsPath) =>
  badBucketsPath(`buckets_path aggregation does not exist for aggregation [${owner}]: ${text}`)

/** What the path says of a bucket: a number, NaN where it has none; a key as it is; undefined where nothing is there. */
export function valueAt(bucket: Results, path: BucketsPath): unknown {
  let at: unknown = bucket
  let before = ''
  for (const [place, { name, key }] of path.steps.entries()) {
    if (name === '_count') return (at as { doc_count?: number }).doc_count ?? Number.NaN
    if (name === '_key') return (at as { key?: unknown }).key
    const holder = at as Results
    if (holder.buckets !== undefined) {
      if (name === '_bucket_count') return shownBuckets(holder.buckets).length
      throw notANumber('Object[]', before)
    }
    const found = nameIn(name, (one) => Object.hasOwn(holder, one))
    if (!found) return undefined
    at = holder[found.name]
    before = found.name
    if (found.property === '_count') return (at as { doc_count?: number }).doc_count ?? Number.NaN
    if (found.property === '_bucket_count') return shownBuckets((at as Results).buckets ?? []).length
    const last = place === path.steps.length - 1
    if (key !== undefined && (at as Results).buckets !== undefined) at = bucketOf(at as Results, key, path)
    else if (last) return numberOf(at as Results, found.property || (key ?? ''), before)
  }
  return numberOf(at as Results, '', before)
}

function bucketOf(holder: Results, key: string, path: BucketsPath): Results {
  const found = shownBuckets(holder.buckets).find(
    ({ id, bucket }) => id === key || String(bucket.key) === key,
  )
  if (!found) throw badBucketsPath(`Cannot find an key ['${key}'] in [${path.text}]`)
  return found.bucket
}

const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  std_upper: ['std_deviation_bounds', 'upper'],
  std_lower: ['std_deviation_bounds', 'lower'],
}

function numberOf(result: Results, property: string, name: string): number {
  const read = (value: unknown) => (typeof value === 'number' ? value : Number.NaN)
  if (property === '' && Object.hasOwn(result, 'value')) return read(result.value)
  if (result.buckets !== undefined) {
    const [first] = shownBuckets(result.buckets)
    throw notANumber(typeof first?.bucket.key === 'number' ? 'LongTerms' : 'StringTerms', name)
  }
  const values = result.values as Results | readonly { key: number; value: unknown }[] | undefined
  if (values !== undefined) {
    if (property === '') throw severalValues(name)
    if (Array.isArray(values)) return read(values.find(({ key }) => key === Number(property))?.value)
    return read((values as Results)[property] ?? (values as Results)[`${property}.0`])
  }
  if (property === '') {
    if (Object.hasOwn(result, 'doc_count')) throw notANumber('InternalSingleBucketAggregation', name)
    throw severalValues(name)
  }
  const inside = (PROPERTIES[property] ?? property.split('.')).reduce<unknown>(
    (at, part) => (at !== null && typeof at === 'object' ? (at as Results)[part] : undefined),
    result,
  )
  if (inside === undefined) {
    throw badBucketsPath(
      `path not supported for [${name}]: [${property}]. Its values are ${Object.keys(result).join(', ')}`,
    )
  }
  return read(inside)
}

const MUST = 'buckets_path must reference either a number value or a single value numeric metric aggregation'

const notANumber = (found: string, name: string) =>
  badBucketsPath(`${MUST}, got: [${found}] at aggregation [${name}]`)

const severalValues = (name: string) =>
  badBucketsPath(`${MUST}, but [${name}] contains multiple values. Please specify which to use.`)

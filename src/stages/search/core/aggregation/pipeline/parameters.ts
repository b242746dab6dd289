import { missingBucketsPath, parsing } from '../../../errors.ts'
import { isObject, type Node, type Reader, text } from '../../json.ts'
import { numberFormat } from '../number-format.ts'
import { gapPolicy } from './gap.ts'
import { type BucketsPath, bucketsPath } from './path.ts'

/** One path, or a list of one. */
export const onePath: Reader<BucketsPath> = (node, name, owner) => {
  const only = Array.isArray(node.value) && node.value.length === 1 ? node.value[0] : node.value
  return bucketsPath(text({ value: only, path: node.path }, name, owner))
}

/** A path a variable. */
export const namedPaths: Reader<ReadonlyMap<string, BucketsPath>> = (node, name, owner) => {
  if (typeof node.value === 'string') return new Map([['_value', bucketsPath(node.value)]])
  if (Array.isArray(node.value)) {
    return new Map(node.value.map((path, at) => [`_value${at}`, bucketsPath(String(path))]))
  }
  if (!isObject(node.value)) throw parsing(`[${owner}] [${name}] must be an object of paths`, node.path)
  return new Map(
    Object.entries(node.value).map(([variable, path]) => [
      variable,
      bucketsPath(text({ value: path, path: [...node.path, variable] }, variable, owner)),
    ]),
  )
}

/** Understood by every pipeline aggregation. */
export const SHARED = { buckets_path: onePath, gap_policy: gapPolicy, format: text } as const

export function needed<T>(paths: T | undefined, name: string, body: Node): T {
  if (paths === undefined) throw missingBucketsPath(name, body.path)
  return paths
}

/** `{value}` with its text beside it where a format was asked for; what is no number is null. */
export function simpleValue(format: string | undefined): (value: number) => Record<string, unknown> {
  const print = format === undefined ? undefined : numberFormat(format)
  return (value) => {
    if (!Number.isFinite(value)) return { value: null }
    return { value, ...(print ? { value_as_string: print(value) } : {}) }
  }
}

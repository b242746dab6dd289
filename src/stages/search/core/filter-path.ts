import { globMatches } from './glob.ts'
import { isObject } from './json.ts'

/**
 * `filter_path`: keeps the parts of a response that its comma-separated dotted patterns name. `*` stands for any
 * run within one name, `**` for any number of levels; a leading `-` takes away. Arrays are passed through.
 */
export function filterPath(body: unknown, expression: string): unknown {
  const patterns = expression.split(',').filter((pattern) => pattern !== '')
  const without = patterns
    .filter((pattern) => pattern.startsWith('-'))
    .map((pattern) => pattern.slice(1).split('.'))
  const include = patterns.filter((pattern) => !pattern.startsWith('-')).map((pattern) => pattern.split('.'))
  const kept = include.length > 0 ? (keep(body, include) ?? {}) : body
  return without.length > 0 ? (drop(kept, without) ?? {}) : kept
}

type Pattern = readonly string[]

/** The patterns' tails that still count below `name`; an empty tail means: all of it. */
function below(patterns: readonly Pattern[], name: string): readonly Pattern[] {
  return patterns.flatMap((pattern): Pattern[] => {
    const [head, ...tail] = pattern
    if (head === '**') return [pattern, ...below([tail], name)]
    return head !== undefined && globMatches(head, name) ? [tail] : []
  })
}

function keep(value: unknown, patterns: readonly Pattern[]): unknown {
  if (patterns.some((pattern) => pattern.length === 0)) return value
  if (Array.isArray(value)) {
    const kept = value.map((item) => keep(item, patterns)).filter((item) => item !== undefined)
    return kept.length > 0 ? kept : undefined
  }
  if (!isObject(value)) return undefined
  const kept = members(value, patterns, keep)
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

function drop(value: unknown, patterns: readonly Pattern[]): unknown {
  if (patterns.some((pattern) => pattern.length === 0)) return undefined
  if (Array.isArray(value))
    return value.map((item) => drop(item, patterns)).filter((item) => item !== undefined)
  if (!isObject(value) || patterns.length === 0) return value
  return Object.fromEntries(members(value, patterns, drop))
}

type Filter = (value: unknown, patterns: readonly Pattern[]) => unknown

function members(value: Readonly<Record<string, unknown>>, patterns: readonly Pattern[], filter: Filter) {
  return Object.entries(value)
    .map(([name, inner]) => [name, filter(inner, below(patterns, name))] as const)
    .filter(([, part]) => part !== undefined)
}

import { didYouMean } from '../core/suggestion.ts'
import { illegal, unknownParameters } from '../errors.ts'

/** URL parameters of one request, each of them known to its route. */
export interface Parameters {
  text(name: string): string | undefined
  /** `?v` and `?v=true` are true. */
  flag(name: string, fallback: boolean): boolean
  /** All but these. */
  without(...names: readonly string[]): Parameters
  readonly all: Readonly<Record<string, string>>
}

/** Understood by every route. */
const EVERYWHERE = ['pretty', 'human', 'error_trace', 'filter_path'] as const

export function parametersOf(path: string, query: string, known: readonly string[]): Parameters {
  const all: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(query)) all[name] = value
  const served = [...known, ...EVERYWHERE]
  const unknown = Object.keys(all).filter((name) => !served.includes(name))
  if (unknown.length > 0) {
    const hint = unknown.length === 1 ? didYouMean(unknown[0], known).replace(' did', ' -> did') : ''
    throw unknownParameters(path, unknown, hint)
  }
  return makeParameters(all)
}

export function makeParameters(all: Readonly<Record<string, string>>): Parameters {
  return {
    all,
    text: (name) => all[name],
    without: (...names) =>
      makeParameters(Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))),
    flag(name, fallback) {
      const value = all[name]
      if (value === undefined) return fallback
      if (value === '' || value === 'true') return true
      if (value === 'false') return false
      throw illegal(
        `Failed to parse value [${value}] as only [true] or [false] are allowed for parameter [${name}].`,
      )
    },
  }
}

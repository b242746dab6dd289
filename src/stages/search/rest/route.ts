import { globMatches } from '../core/glob.ts'
import type { Answer, RestRequest } from './message.ts'
import type { Parameters } from './parameters.ts'

export interface RouteCall {
  readonly method: string
  readonly path: string
  /** Values of the path's `{names}`, decoded. */
  readonly place: Readonly<Record<string, string>>
  readonly parameters: Parameters
  /** Raw body; empty when there is none. */
  readonly body: Uint8Array
  /** The body as JSON, undefined when it is empty. Throws json_parse_exception. */
  json(): unknown
  readonly request: RestRequest
}

export interface Route {
  readonly methods: readonly string[]
  /** `/{index}/_search`: segments in braces match anything but a name that begins with `_` (except `_all`). */
  readonly paths: readonly string[]
  /** URL parameters it understands, beside those that all routes do. */
  readonly parameters: readonly string[]
  /** Any others are passed over: the route only refuses. */
  readonly anyParameters?: boolean
  run(call: RouteCall): Promise<Answer> | Answer
}

export type Found =
  | { readonly route: Route; readonly place: Readonly<Record<string, string>> }
  | { readonly allowed: readonly string[] }

interface Entry {
  readonly route: Route
  readonly segments: readonly string[]
}

export interface RouteTable {
  /** The route, or the methods that the path would take (none: no such path). */
  find(method: string, path: string): Found
  readonly paths: readonly string[]
}

export function routeTable(routes: readonly Route[]): RouteTable {
  const bySize = new Map<number, Entry[]>()
  for (const route of routes) {
    for (const path of route.paths) {
      const segments = split(path)
      bySize.set(segments.length, [...(bySize.get(segments.length) ?? []), { route, segments }])
    }
  }
  // Literal segments win over named ones: `/_cat/indices` is no document.
  for (const entries of bySize.values()) entries.sort((a, b) => named(a) - named(b))
  return {
    paths: [...new Set(routes.flatMap(({ paths }) => paths))].sort(),
    find(method, path) {
      const segments = split(path)
      const fitting = (bySize.get(segments.length) ?? []).flatMap((entry) => {
        const place = match(entry.segments, segments)
        return place ? [{ route: entry.route, place }] : []
      })
      const found = fitting.find(({ route }) => route.methods.includes(method))
      return found ?? { allowed: [...new Set(fitting.flatMap(({ route }) => route.methods))] }
    },
  }
}

const split = (path: string) => path.split('/').filter((segment) => segment !== '')
const named = ({ segments }: Entry) => segments.filter((segment) => segment.startsWith('{')).length

function match(pattern: readonly string[], segments: readonly string[]) {
  const place: Record<string, string> = {}
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at]
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined
      continue
    }
    const value = decode(segment)
    const name = part.slice(1, -1)
    if (value === undefined || (name === 'index' && value.startsWith('_') && value !== '_all'))
      return undefined
    place[name] = value
  }
  return place
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** Paths near an unknown one, for the hint. */
export function nearPaths(table: RouteTable, path: string): readonly string[] {
  const last = split(path).findLast((segment) => segment.startsWith('_'))
  if (last === undefined) return table.paths
  const near = table.paths.filter((known) =>
    split(known).some((part) => globMatches(`${last.slice(0, 4)}*`, part)),
  )
  return near.length > 0 ? near : table.paths
}

import type { Contract, OperationContract } from './contract.ts'

// Where a REST operation answers is in its http trait: method, path with labels (`/{Key+}` takes the rest), constants
// in the query (`?list-type=2`, `?uploads`). Several may fit (S3 has four PUTs on an object): the one that asks most wins.

export interface Route {
  readonly operation: OperationContract
  readonly method: string
  readonly segments: readonly Segment[]
  /** Constants of the query; a value of '' must only be there. Without `x-id`, which SDKs add to be read by people. */
  readonly constants: readonly (readonly [name: string, value: string])[]
  readonly id: string | undefined
  /** Members without which the input is no input of this operation, by their place. */
  readonly queryMembers: readonly string[]
  readonly headerMembers: readonly string[]
}

type Segment = { readonly literal: string } | { readonly label: string; readonly greedy: boolean }

export interface RestRequest {
  readonly method: string
  /** As sent, percent-escapes and all. */
  readonly rawPath: string
  /** Of a name that comes several times, the first value. */
  readonly query: ReadonlyMap<string, string>
  /** As sent: lists have a value each time that their name comes. */
  readonly rawQuery?: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

export interface Found {
  readonly operation: OperationContract
  /** As sent, not unescaped. */
  readonly labels: Readonly<Record<string, string>>
}

const routesOfContract = new WeakMap<Contract, readonly Route[]>()

export function routesOf(contract: Contract): readonly Route[] {
  const known = routesOfContract.get(contract)
  if (known) return known
  const routes = [...contract.operations.values()].flatMap((operation) => {
    return operation.http ? [routeOf(operation, operation.http)] : []
  })
  routesOfContract.set(contract, routes)
  return routes
}

function routeOf(
  operation: OperationContract,
  [method, pattern]: NonNullable<OperationContract['http']>,
): Route {
  const [path, query = ''] = pattern.split('?')
  const constants = query === '' ? [] : query.split('&').map(pairOf)
  const required = operation.input.members.filter((slot) => slot.required)
  return {
    operation,
    method,
    segments: path.slice(1).split('/').map(segmentOf),
    constants: constants.filter(([name]) => name !== 'x-id'),
    id: constants.find(([name]) => name === 'x-id')?.[1],
    queryMembers: required.flatMap(({ traits }) => traits.httpQuery ?? []),
    headerMembers: required.flatMap(({ traits }) => traits.httpHeader?.toLowerCase() ?? []),
  }
}

function pairOf(text: string): [string, string] {
  const [name, value = ''] = text.split('=')
  return [name, value]
}

function segmentOf(text: string): Segment {
  const label = /^\{(\w+)(\+?)\}$/.exec(text)
  return label ? { label: label[1], greedy: label[2] === '+' } : { literal: text }
}

/** The operation that fits best among `routes`, or undefined. */
export function matchRoute(routes: readonly Route[], request: RestRequest): Found | undefined {
  let best: Found | undefined
  let bestScore = -1
  for (const route of routes) {
    if (route.method !== request.method || !queryFits(route, request)) continue
    const labels = matchPath(route.segments, request.rawPath)
    if (!labels) continue
    const score = scoreOf(route, request)
    if (score <= bestScore) continue
    best = { operation: route.operation, labels }
    bestScore = score
  }
  return best
}

function queryFits(
  { constants, queryMembers, headerMembers }: Route,
  { query, headers }: RestRequest,
): boolean {
  return (
    constants.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value)) &&
    queryMembers.every((name) => query.has(name)) &&
    headerMembers.every((name) => headers[name] !== undefined)
  )
}

/** Constants first, then what only this operation needs; `x-id` and literal paths decide what is left. */
function scoreOf(
  { constants, queryMembers, headerMembers, id, segments }: Route,
  { query }: RestRequest,
): number {
  const literals = segments.filter((segment) => 'literal' in segment).length
  const named = id !== undefined && query.get('x-id') === id ? 1 : 0
  return (constants.length + queryMembers.length + headerMembers.length) * 100 + literals * 2 + named
}

function matchPath(segments: readonly Segment[], rawPath: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  let rest = rawPath.slice(1)
  for (let i = 0; i < segments.length; i += 1) {
    const segment = segments[i]
    const last = i === segments.length - 1
    if ('label' in segment && segment.greedy && last) {
      if (rest === '') return undefined
      labels[segment.label] = rest
      return labels
    }
    const slash = rest.indexOf('/')
    const part = slash < 0 ? rest : rest.slice(0, slash)
    if ('literal' in segment ? segment.literal !== part : part === '') return undefined
    if ('label' in segment) labels[segment.label] = part
    // A slash more is let pass, but not after nothing: `//` is the key `/`.
    if (last) return slash < 0 || (part !== '' && rest === `${part}/`) ? labels : undefined
    if (slash < 0) return undefined
    rest = rest.slice(slash + 1)
  }
  return labels
}

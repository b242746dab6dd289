import type { JqOutput } from '../ports.ts'

/**
 * Most queries only pick members: `{customer: .customer_id, "page": .request.page}`. Those need no jq: this answers
 * what jq would, text for text, without a call to it. Undefined for any other query.
 *
 *   query = "{" entry *("," entry) "}" ; entry = name ":" path ; path = 1*("." name)
 */
export function pickingQuery(query: string): ((document: unknown) => JqOutput) | undefined {
  const inner = /^\s*\{([^{}]*)\}\s*$/.exec(query)?.[1]
  if (inner === undefined) return undefined
  const picks: { name: string; path: string[] }[] = []
  for (const entry of inner.split(',')) {
    const found = /^\s*(?:([A-Za-z_]\w*)|"([\w-]+)")\s*:\s*((?:\.[A-Za-z_]\w*)+)\s*$/.exec(entry)
    if (!found) return undefined
    picks.push({ name: found[1] ?? found[2], path: found[3].slice(1).split('.') })
  }
  return (document) => {
    const value: Record<string, unknown> = {}
    for (const { name, path } of picks) {
      let here = document
      for (const step of path) {
        if (here === null || here === undefined) break
        if (typeof here !== 'object' || Array.isArray(here)) {
          return { error: `Cannot index ${kindOf(here)} with "${step}"` }
        }
        here = Object.hasOwn(here, step) ? (here as Record<string, unknown>)[step] : null
      }
      value[name] = here ?? null
    }
    return { value }
  }
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}

export interface PartitionKeys {
  readonly query: Readonly<Record<string, string>>
  readonly lambda: Readonly<Record<string, string>>
}

/** Texts, numbers and booleans are key values; anything else (and an empty text) is none. */
export function keysOf(
  output: JqOutput,
): { readonly keys: Readonly<Record<string, string>> } | { readonly error: string } {
  if ('error' in output) return output
  const { value } = output
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { error: 'The query gives no object of partition keys.' }
  }
  const found = Object.entries(value).filter(([, each]) =>
    ['string', 'number', 'boolean'].includes(typeof each),
  )
  return { keys: Object.fromEntries(found.map(([name, each]) => [name, String(each)])) }
}

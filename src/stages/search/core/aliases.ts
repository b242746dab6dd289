import { illegal } from '../errors.ts'
import type { AliasAttributes, IndexDescription } from '../ports.ts'
import { globMatches } from './glob.ts'
import { checkIndexName } from './index-names.ts'
import { entries, flag, isObject, items, listOf, members, type Node, onlyEntry, text } from './json.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** An alias's own definition: `{filter, is_write_index, …}`. */
export function parseAlias(node: Node): AliasAttributes {
  const read: Writable<AliasAttributes> = {}
  for (const [name, value] of entries(node, 'alias')) readInto(read, name, value)
  return read
}

function readInto(read: Writable<AliasAttributes>, name: string, value: Node) {
  if (name === 'filter') {
    if (value.value === null) return
    if (!isObject(value.value)) throw illegal('[filter] of an alias must be a query', value.path)
    read.filter = value.value
  } else if (name === 'is_write_index' || name === 'is_hidden') {
    if (value.value !== null) read[name] = flag(value, name, 'alias')
  } else if (name === 'routing') {
    // What is said of one side alone goes before what is said of both.
    read.index_routing ??= text(value, name, 'alias')
    read.search_routing ??= text(value, name, 'alias')
  } else if (name === 'index_routing' || name === 'search_routing') read[name] = text(value, name, 'alias')
  else throw illegal(`[alias] unknown field [${name}]`, value.path)
}

/** `aliases: {name: {…}}` of an index or template. */
export function parseAliases(node: Node): Readonly<Record<string, AliasAttributes>> {
  return Object.fromEntries(
    entries(node, 'aliases').map(([name, value]) => {
      checkAliasName(name)
      return [name, parseAlias(value)]
    }),
  )
}

export function checkAliasName(name: string) {
  if (name === '' || name === '_all' || name.includes('*')) throw illegal(`Invalid alias name [${name}]`)
  checkIndexName(name)
}

/** One of `_aliases`' actions, its names still to be resolved. */
export interface AliasAction {
  readonly kind: 'add' | 'remove' | 'remove_index'
  readonly indices: readonly string[]
  readonly aliases: readonly string[]
  readonly attributes: AliasAttributes
  readonly mustExist: boolean
}

export function parseAliasActions(body: Node): readonly AliasAction[] {
  const { actions } = members(body, 'aliases', { actions: (node) => items(node) })
  if (!actions || actions.length === 0) throw illegal('No action specified')
  return actions.map((action) => {
    const [kind, node] = onlyEntry(action, 'alias_action')
    if (kind !== 'add' && kind !== 'remove' && kind !== 'remove_index')
      throw illegal(`[alias_action] unknown field [${kind}]`, node.path)
    const names = { indices: [] as readonly string[], aliases: [] as readonly string[], mustExist: false }
    const attributes: Writable<AliasAttributes> = {}
    for (const [name, value] of entries(node, kind)) {
      if (name === 'index' || name === 'indices') names.indices = listOf(text)(value, name, kind)
      else if ((name === 'alias' || name === 'aliases') && kind !== 'remove_index')
        names.aliases = listOf(text)(value, name, kind)
      else if (name === 'must_exist') names.mustExist = flag(value, name, kind)
      else if (kind === 'add') readInto(attributes, name, value)
      else throw illegal(`[${kind}] unknown field [${name}]`, value.path)
    }
    if (names.indices.length === 0) throw illegal('One of [index] or [indices] is required', node.path)
    if (kind !== 'remove_index' && names.aliases.length === 0)
      throw illegal('One of [alias] or [aliases] is required', node.path)
    if (kind === 'add') for (const alias of names.aliases) checkAliasName(alias)
    return { kind, ...names, attributes }
  })
}

/** An alias as it is shown: without what it does not say. */
export const showAlias = (alias: AliasAttributes): Readonly<Record<string, unknown>> => ({ ...alias })

/**
 * `GET _alias`: by index, the aliases that fit. `names` undefined: all of them, and indices without any as well.
 * A name without a `*` that no index has is missing, and so is the whole answer's status.
 */
export function aliasesOf(indices: readonly IndexDescription[], names: readonly string[] | undefined) {
  const wanted = (alias: string) =>
    names === undefined || names.some((name) => name === '_all' || globMatches(name, alias))
  const excluded = (alias: string) =>
    names?.some((name, at) => at > 0 && name.startsWith('-') && globMatches(name.slice(1), alias)) ?? false
  const seen = new Set<string>()
  const shown: Record<string, unknown> = {}
  for (const { name, attributes } of indices) {
    const own = Object.entries(attributes?.aliases ?? {}).filter(
      ([alias]) => wanted(alias) && !excluded(alias),
    )
    for (const [alias] of own) seen.add(alias)
    if (own.length > 0 || names === undefined)
      shown[name] = { aliases: Object.fromEntries(own.map(([alias, value]) => [alias, showAlias(value)])) }
  }
  const missing = (names ?? []).filter(
    (name) => !name.includes('*') && name !== '_all' && !name.startsWith('-') && !seen.has(name),
  )
  return { shown, missing }
}

/** The attributes of an index's aliases after an action; refuses to remove what is not there. */
export function withoutAliases(
  present: Readonly<Record<string, AliasAttributes>>,
  patterns: readonly string[],
): { readonly left: Readonly<Record<string, AliasAttributes>>; readonly removed: readonly string[] } {
  const removed = Object.keys(present).filter((alias) =>
    patterns.some((pattern) => pattern === '_all' || globMatches(pattern, alias)),
  )
  const left = Object.fromEntries(Object.entries(present).filter(([alias]) => !removed.includes(alias)))
  return { left, removed }
}

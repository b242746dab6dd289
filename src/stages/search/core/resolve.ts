import { aliasOfSeveral, indexClosed, noSuchIndex, noWriteIndex } from '../errors.ts'
import type { IndexDescription } from '../ports.ts'
import { indexNameOf } from './date-math-name.ts'
import { type Directory, isClosed, isHidden } from './directory.ts'
import { globMatches } from './glob.ts'

export interface NameOptions {
  /** A name without an index is passed over instead of refused. */
  readonly ignoreUnavailable?: boolean
  /** Default true: a pattern that fits nothing is no error. */
  readonly allowNoIndices?: boolean
  /** What patterns find; open ones by default. */
  readonly expand?: { readonly open: boolean; readonly closed: boolean; readonly hidden: boolean }
  /** Closed indices may be named as well. */
  readonly closed?: boolean
  /** Names are those of indices and data streams only. */
  readonly withoutAliases?: boolean
  /** The time that date math in names starts from. */
  readonly now?: number
}

/** An index that an expression names, and the filters of the aliases it was named by; none: all of it. */
export interface Found {
  readonly index: IndexDescription
  readonly filters?: readonly Readonly<Record<string, unknown>>[]
}

type Hits = Map<string, { index: IndexDescription; filters: Readonly<Record<string, unknown>>[] | undefined }>

/**
 * What an expression names, in name order: indices, aliases, data streams and patterns with `*`, joined by
 * commas; `-pattern` takes away from what patterns before it gave; empty, `_all` and `*` mean every index.
 */
export function resolve(
  expression: string | undefined,
  directory: Directory,
  options: NameOptions = {},
): readonly Found[] {
  const given = (expression ?? '').split(',').filter((part) => part !== '')
  const parts = given.length === 0 ? ['_all'] : given
  const hits: Hits = new Map()
  let wild = false
  for (const raw of parts) {
    const part = raw.startsWith('<') ? indexNameOf(raw, options.now ?? 0) : raw
    if (wild && part.startsWith('-')) takeAway(part.slice(1), directory, hits)
    else if (part === '_all' || part.includes('*')) {
      wild = true
      const before = hits.size
      addMatching(part === '_all' ? '*' : part, directory, options, hits)
      if (hits.size === before && options.allowNoIndices === false) throw noSuchIndex(part)
    } else addNamed(part, directory, options, hits)
  }
  if (hits.size === 0 && options.allowNoIndices === false) throw noSuchIndex(expression ?? '_all')
  return [...hits.values()]
    .sort((a, b) => (a.index.name < b.index.name ? -1 : 1))
    .map(({ index, filters }) => (filters ? { index, filters } : { index }))
}

function add(hits: Hits, index: IndexDescription, filter?: Readonly<Record<string, unknown>>) {
  const known = hits.get(index.name)
  if (!known) hits.set(index.name, { index, filters: filter ? [filter] : undefined })
  else if (!filter) known.filters = undefined
  else known.filters?.push(filter)
}

function addMatching(pattern: string, directory: Directory, options: NameOptions, hits: Hits) {
  const { open, closed, hidden } = options.expand ?? { open: true, closed: false, hidden: false }
  const fits = (index: IndexDescription) => (isClosed(index) ? closed : open) && (hidden || !isHidden(index))
  for (const [name, index] of directory.indices) {
    if (!globMatches(pattern, name)) continue
    const dotted = pattern.startsWith('.') && name.startsWith('.')
    if (fits(index) || (dotted && (isClosed(index) ? closed : open))) add(hits, index)
  }
  for (const [name, backing] of directory.streams) {
    if (globMatches(pattern, name))
      for (const index of backing) if (isClosed(index) ? closed : open) add(hits, index)
  }
  if (options.withoutAliases) return
  for (const [name, found] of directory.aliases) {
    if (!globMatches(pattern, name)) continue
    for (const { index, alias } of found) {
      if ((isClosed(index) ? closed : open) && (hidden || !alias.is_hidden)) add(hits, index, alias.filter)
    }
  }
}

function addNamed(name: string, directory: Directory, options: NameOptions, hits: Hits) {
  const index = directory.indices.get(name)
  const found = index
    ? [{ index, filter: undefined }]
    : (directory.streams.get(name)?.map((backing) => ({ index: backing, filter: undefined })) ??
      (options.withoutAliases
        ? undefined
        : directory.aliases
            .get(name)
            ?.map(({ index: member, alias }) => ({ index: member, filter: alias.filter }))))
  if (!found) {
    if (options.ignoreUnavailable) return
    throw noSuchIndex(name)
  }
  for (const { index: one, filter } of found) {
    if (isClosed(one) && !options.closed) {
      if (options.ignoreUnavailable) continue
      throw indexClosed(one.name)
    }
    add(hits, one, filter)
  }
}

function takeAway(pattern: string, directory: Directory, hits: Hits) {
  const away = new Set(directory.aliases.get(pattern)?.map(({ index }) => index.name))
  for (const { name } of directory.streams.get(pattern) ?? []) away.add(name)
  for (const name of hits.keys()) if (away.has(name) || globMatches(pattern, name)) hits.delete(name)
}

/** The one index that a document is read from. */
export function readTarget(name: string, directory: Directory, now: number): IndexDescription {
  const found = resolve(name, directory, { now })
  if (found.length === 1) return found[0].index
  if (found.length === 0) throw noSuchIndex(name)
  throw aliasOfSeveral(
    name,
    found.map(({ index }) => index.name),
  )
}

/** The index that a document goes to; undefined when nothing has that name yet. */
export function writeTarget(
  name: string,
  { indices, aliases, streams }: Directory,
): IndexDescription | undefined {
  const target = indices.get(name) ?? streams.get(name)?.at(-1) ?? ofAlias(name, aliases.get(name))
  if (target && isClosed(target)) throw indexClosed(target.name)
  return target
}

function ofAlias(
  name: string,
  found: Directory['aliases'] extends ReadonlyMap<string, infer T> ? T | undefined : never,
) {
  if (!found) return undefined
  const chosen = found.find(({ alias }) => alias.is_write_index === true)
  if (chosen) return chosen.index
  if (found.length === 1 && found[0].alias.is_write_index !== false) return found[0].index
  throw noWriteIndex(name)
}

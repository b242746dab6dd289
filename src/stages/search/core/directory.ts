import type { AliasAttributes, IndexDescription } from '../ports.ts'

/** Everything that a name can stand for: indices, aliases and data streams. */
export interface Directory {
  readonly indices: ReadonlyMap<string, IndexDescription>
  readonly aliases: ReadonlyMap<string, readonly AliasMember[]>
  /** Backing indices by generation, the newest last. */
  readonly streams: ReadonlyMap<string, readonly IndexDescription[]>
}

export interface AliasMember {
  readonly index: IndexDescription
  readonly alias: AliasAttributes
}

const known = new WeakMap<readonly IndexDescription[], Directory>()

/** Made once for each list, as the engine gives the same list until something changes. */
export function directoryOf(indices: readonly IndexDescription[]): Directory {
  const before = known.get(indices)
  if (before) return before
  const aliases = new Map<string, AliasMember[]>()
  const streams = new Map<string, IndexDescription[]>()
  for (const index of indices) {
    for (const [name, alias] of Object.entries(index.attributes?.aliases ?? {})) {
      aliases.set(name, [...(aliases.get(name) ?? []), { index, alias }])
    }
    const { stream } = index.attributes ?? {}
    if (stream !== undefined) streams.set(stream, [...(streams.get(stream) ?? []), index])
  }
  const made = { indices: new Map(indices.map((index) => [index.name, index])), aliases, streams }
  known.set(indices, made)
  return made
}

/** Left out by patterns unless they ask for it. */
export const isHidden = ({ name, attributes }: IndexDescription) =>
  attributes?.settings?.hidden === 'true' || (attributes?.stream !== undefined && name.startsWith('.ds-'))

export const isClosed = ({ attributes }: IndexDescription) => attributes?.closed === true

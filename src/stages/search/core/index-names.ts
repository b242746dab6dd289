import { badIndexName, illegal, noSuchIndex } from '../errors.ts'
import { globMatches } from './glob.ts'

export interface NameOptions {
  /** A name without an index is passed over instead of refused. */
  readonly ignoreUnavailable?: boolean
  /** Default true: a pattern that fits nothing is no error. */
  readonly allowNoIndices?: boolean
}

/**
 * The indices that an expression names, in name order: names and patterns with `*`, joined by commas;
 * `-pattern` takes away from what patterns before it gave; empty, `_all` and `*` mean every index.
 */
export function resolveNames(
  expression: string | undefined,
  existing: readonly string[],
  options: NameOptions = {},
): readonly string[] {
  const parts = (expression ?? '').split(',').filter((part) => part !== '')
  if (parts.length === 0) return existing
  const known = new Set(existing)
  const found = new Set<string>()
  let wild = false
  for (const part of parts) {
    if (wild && part.startsWith('-')) {
      for (const name of found) if (globMatches(part.slice(1), name)) found.delete(name)
    } else if (part === '_all' || part.includes('*')) {
      wild = true
      addMatching(part, existing, found, options)
    } else if (known.has(part)) found.add(part)
    else if (part.startsWith('<')) throw illegal(`date math in index names is not served: [${part}]`)
    else if (!options.ignoreUnavailable) throw noSuchIndex(part)
  }
  if (found.size === 0 && options.allowNoIndices === false) throw noSuchIndex(expression ?? '_all')
  return [...found].sort()
}

function addMatching(part: string, existing: readonly string[], found: Set<string>, options: NameOptions) {
  const before = found.size
  for (const name of existing) if (part === '_all' || globMatches(part, name)) found.add(name)
  if (found.size === before && options.allowNoIndices === false) throw noSuchIndex(part)
}

/** OpenSearch's rules for a new index's name. */
export function checkIndexName(name: string) {
  const refuse = (why: string) => {
    throw badIndexName(name, why)
  }
  if (name === '') refuse('must not be empty')
  if (/[\\/*?"<>| ,]/.test(name)) {
    refuse('must not contain the following characters [ , ", *, \\, <, |, ,, >, /, ?]')
  }
  if (name.includes('#')) refuse("must not contain '#'")
  if (name.includes(':')) refuse("must not contain ':'")
  if (/^[_\-+]/.test(name)) refuse("must not start with '_', '-', or '+'")
  if (name === '.' || name === '..') refuse("must not be '.' or '..'")
  if (name.toLowerCase() !== name) refuse('must be lowercase')
  const bytes = new TextEncoder().encode(name).length
  if (bytes > 255) refuse(`index name is too long, (${bytes} > 255)`)
  if (/[\u0000-\u001f\u007f]/.test(name)) refuse('must not contain control characters')
}

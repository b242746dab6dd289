import { illegal } from '../errors.ts'
import type { IndexAttributes, Mapping } from '../ports.ts'
import { parseAliases } from './aliases.ts'
import { entries, type Node, rootNode } from './json.ts'
import { parseMapping } from './mapping/index.ts'
import { type Json, merged } from './merge.ts'
import { nested, parseSettings } from './settings.ts'

/** What a new index is made of. */
export interface IndexParts {
  readonly mapping: Mapping
  readonly attributes: IndexAttributes
}

/** The body of an index creation or of a template: settings, mappings and aliases. */
export function parseIndexBody(body: Node, owner = 'create index'): IndexParts {
  const attributes: { -readonly [K in keyof IndexAttributes]: IndexAttributes[K] } = {}
  let mapping: Mapping = {}
  for (const [name, value] of entries(body, owner)) {
    if (name === 'mappings') {
      const { fields, rules } = parseMapping(withoutType(value))
      mapping = fields
      if (Object.keys(rules).length > 0) attributes.rules = rules
    } else if (name === 'settings') {
      const given = Object.entries(parseSettings(value)).filter(
        (one): one is [string, string] => one[1] !== null,
      )
      if (given.length > 0) attributes.settings = Object.fromEntries(given)
    } else if (name === 'aliases') {
      const aliases = parseAliases(value)
      if (Object.keys(aliases).length > 0) attributes.aliases = aliases
    } else throw illegal(`unknown key [${name}] for ${owner}`, value.path)
  }
  return { mapping, attributes }
}

/** Older clients put the mapping under a type's name. */
function withoutType(node: Node): Node {
  const found = node.value === null ? [] : entries(node, 'mappings')
  return found.length === 1 && found[0][0] === '_doc' ? found[0][1] : node
}

/** One body over another: mappings go together, settings and aliases by name. */
export function mergedBody(under: Json, over: Json): Json {
  return merged(canonical(under), canonical(over))
}

/** Settings in their nested form and mappings without a type, so that two bodies meet name by name. */
function canonical(body: Json): Json {
  const whole: Record<string, unknown> = { ...body }
  if (body.settings !== undefined) whole.settings = { index: nested(parseSettings(rootNode(body.settings))) }
  if (body.mappings !== undefined) whole.mappings = withoutType(rootNode(body.mappings)).value
  return whole
}

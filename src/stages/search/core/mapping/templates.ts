import { mapperParsing } from '../../errors.ts'
import type { DynamicTemplate, FieldPlan } from '../../ports.ts'
import { entries, items, listOf, type Node, onlyEntry, text } from '../json.ts'
import { readField } from './field.ts'
import { objectRuleOf } from './objects.ts'

const MATCH_TYPES = ['object', 'string', 'long', 'double', 'boolean', 'date', 'binary', '*']

/** `dynamic_templates`: a list of objects with one template each, the first that fits counts. */
export function readTemplates(node: Node): readonly DynamicTemplate[] {
  return items(node).map((item) => readTemplate(...onlyEntry(item, 'dynamic_templates')))
}

function readTemplate(name: string, node: Node): DynamicTemplate {
  const given = new Map(entries(node, name))
  const patterns = (key: string) => {
    const value = given.get(key)
    given.delete(key)
    return value ? listOf(text)(value, key, name) : undefined
  }
  const [match, unmatch, pathMatch, pathUnmatch] = ['match', 'unmatch', 'path_match', 'path_unmatch'].map(
    patterns,
  )
  const matchType = patterns('match_mapping_type')?.[0]
  const regex = patterns('match_pattern')?.[0]
  const mapping = given.get('mapping')
  given.delete('mapping')
  for (const [key, { path }] of given)
    throw mapperParsing(`Illegal dynamic template parameter: [${key}]`, path)
  if (!mapping) throw mapperParsing(`template [${name}] must have [mapping] set`, node.path)
  if (matchType !== undefined && !MATCH_TYPES.includes(matchType))
    throw mapperParsing(
      `No field type matched on [${matchType}], possible values are [${MATCH_TYPES.join(', ')}]`,
      node.path,
    )
  if (regex !== undefined && regex !== 'simple' && regex !== 'regex')
    throw mapperParsing(`[match_pattern] of template [${name}] is simple or regex, not [${regex}]`, node.path)
  if (regex === 'regex') for (const one of [...(match ?? []), ...(unmatch ?? [])]) checkRegex(one, name, node)
  if (!match && !unmatch && !pathMatch && !pathUnmatch && matchType === undefined)
    throw mapperParsing(`template [${name}] must have match, path_match or match_mapping_type set`, node.path)
  return {
    name,
    declared: node.value as Record<string, unknown>,
    ...(matchType === undefined || matchType === '*' ? {} : { matchType }),
    ...(match ? { match } : {}),
    ...(unmatch ? { unmatch } : {}),
    ...(pathMatch ? { pathMatch } : {}),
    ...(pathUnmatch ? { pathUnmatch } : {}),
    ...(regex === 'regex' ? { regex: true } : {}),
    field: planOf(mapping),
  }
}

/** Names are matched with it later: short, and without what can take for ever. */
function checkRegex(pattern: string, name: string, node: Node) {
  const nested = /[*+}][^()]*\)[*+{]/.test(pattern) || /\\[1-9]/.test(pattern)
  try {
    if (nested || pattern.length > 200) throw new Error('it may take too long')
    new RegExp(pattern)
  } catch (error) {
    throw mapperParsing(
      `Pattern [${pattern}] of template [${name}] is not usable: ${(error as Error).message}`,
      node.path,
    )
  }
}

function planOf(mapping: Node): FieldPlan {
  const given = mapping.value as Record<string, unknown>
  if (given?.type === 'object') return { object: objectRuleOf('{name}', mapping) }
  const [field, ...within] = readField('{name}', mapping, true)
  return {
    ...(field.type ? { type: field.type } : {}),
    rule: field.rule,
    copies: within.map(({ name, type, rule }) => ({
      suffix: name.slice('{name}'.length),
      type: type!,
      rule,
    })),
  }
}

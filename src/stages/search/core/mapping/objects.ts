import { mapperParsing } from '../../errors.ts'
import type { Dynamic, ObjectRule } from '../../ports.ts'
import { entries, type Node } from '../json.ts'

const DYNAMIC = ['true', 'false', 'strict', 'strict_allow_templates', 'false_allow_templates']

export function readDynamic(node: Node): Dynamic {
  const value = String(node.value)
  if (DYNAMIC.includes(value)) return value as Dynamic
  throw mapperParsing(`Could not convert [dynamic] to one of ${DYNAMIC.join(', ')}: [${value}]`, node.path)
}

/** What an object's own definition says of new fields in it. `properties` are read by the caller. */
export function objectRuleOf(name: string, node: Node): ObjectRule {
  let rule: ObjectRule = 'inherit'
  for (const [key, value] of entries(node, name)) {
    if (key === 'type' || key === 'properties') continue
    if (key === 'dynamic') rule = rule === 'disabled' ? rule : readDynamic(value)
    else if (key === 'enabled' && String(value.value) === 'false') rule = 'disabled'
    else if (key !== 'enabled') {
      throw mapperParsing(
        `Mapping definition for [${name}] has unsupported parameters:  [${key} : ${JSON.stringify(value.value)}]`,
        value.path,
      )
    }
  }
  return rule
}

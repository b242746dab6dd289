import { getNodeValue, type Node } from 'jsonc-parser'
import { PARSE_OPTIONS, PROCESSING_KEYS } from './configuration-keys.ts'
import { type Member, membersOf, nearest, type Reading } from './configuration-tree.ts'
import type { JsonFormat } from './converters/converter.ts'
import type { Processing } from './converters/index.ts'
import { LOG_PATTERNS, type LogPattern } from './converters/log-patterns.ts'
import { groupCount, javaPattern, wholeLine } from './java-pattern.ts'

/** The entries of `dataProcessingOptions` in order; what is wrong goes to the reading. */
export function readProcessings(reading: Reading, list: Node): Processing[] {
  return (list.children ?? []).flatMap((node) => {
    const processing = readProcessing(reading, node)
    return processing ? [processing] : []
  })
}

function readProcessing(reading: Reading, node: Node): Processing | undefined {
  if (node.type !== 'object') {
    reading.wrong(node, 'an entry of dataProcessingOptions is an object with an "optionName"')
    return undefined
  }
  const names = Object.keys(PROCESSING_KEYS)
  const name = (getNodeValue(node) as { optionName?: unknown }).optionName
  if (name === 'USINGPLUGGIN') {
    reading.wrong(
      node,
      'optionName USINGPLUGGIN is refused: a Java class can not be run; transform records with a function of the delivery stream instead',
    )
    return undefined
  }
  if (typeof name !== 'string' || !Object.hasOwn(PROCESSING_KEYS, name)) {
    const given = name === undefined ? 'is missing' : `is ${JSON.stringify(name)}`
    reading.wrong(node, `optionName ${given}${nearest(String(name), names)}`)
    return undefined
  }
  const keys = { optionName: { kind: 'string' as const }, ...PROCESSING_KEYS[name] }
  return readers[name as Processing['name']](reading, node, membersOf(reading, node, keys, name))
}

type Read = (reading: Reading, node: Node, members: Map<string, Member>) => Processing | undefined

const readers: Record<Processing['name'], Read> = {
  SINGLELINE(reading, node, members) {
    const options = (members.get('parseOptions')?.value ?? []) as unknown[]
    for (const option of options) {
      if (PARSE_OPTIONS.includes(option as string)) continue
      const where = members.get('parseOptions')?.node ?? node
      reading.wrong(
        where,
        `parseOptions has no ${JSON.stringify(option)}${nearest(String(option), PARSE_OPTIONS)}`,
      )
    }
    const [trim, escapeNewLine] = [!options.includes('NO_TRIM'), options.includes('ESCAPE_NEW_LINE')]
    return { name: 'SINGLELINE', trim, escapeNewLine }
  },
  CSVTOJSON(reading, node, members) {
    const fieldNames = fieldsOf(reading, members)
    if (!fieldNames) {
      if (!members.has('customFieldNames')) reading.wrong(node, 'CSVTOJSON needs customFieldNames')
      return undefined
    }
    const delimiter = patternOf(reading, members.get('delimiter'), (text) => javaPattern(text, 'g'))
    return { name: 'CSVTOJSON', fieldNames, delimiter: delimiter ?? /,/g, format: formatOf(members) }
  },
  LOGTOJSON(reading, node, members) {
    const log = logOf(reading, node, members)
    return log && { name: 'LOGTOJSON', log, format: formatOf(members) }
  },
  ADDMETADATA(reading, node, members) {
    if (!members.has('metadata')) reading.wrong(node, 'ADDMETADATA needs "metadata" (any JSON)')
    const stamp = members.get('timestamp')
    const isFlag = stamp === undefined || [true, false, 'true', 'false'].includes(stamp.value as string)
    if (stamp && !isFlag) reading.wrong(stamp.node, 'timestamp is "true" or "false"')
    const timestamp = String(stamp?.value) === 'true'
    return {
      name: 'ADDMETADATA',
      metadata: members.get('metadata')?.value,
      timestamp,
      format: formatOf(members),
    }
  },
  ADDEC2METADATA(reading, node, members) {
    if (!members.has('logFormat')) reading.wrong(node, 'ADDEC2METADATA needs a logFormat')
    return { name: 'ADDEC2METADATA' }
  },
  ADDBRACKETS: () => ({ name: 'ADDBRACKETS' }),
}

function formatOf(members: Map<string, Member>): JsonFormat {
  return (members.get('jsonFormat')?.value as JsonFormat | undefined) ?? 'COMPACT'
}

function fieldsOf(reading: Reading, members: Map<string, Member>): string[] | undefined {
  const member = members.get('customFieldNames')
  if (!member) return undefined
  const names = member.value as unknown[]
  if (names.length > 0 && names.every((name) => typeof name === 'string')) return names as string[]
  reading.wrong(member.node, 'customFieldNames is a list of names')
  return undefined
}

function patternOf(
  reading: Reading,
  member: Member | undefined,
  compile: (text: string) => RegExp,
): RegExp | undefined {
  if (!member) return undefined
  try {
    return compile(member.value as string)
  } catch (error) {
    reading.wrong(
      member.node,
      `${member.name} is no regular expression that can be used: ${(error as Error).message}`,
    )
    return undefined
  }
}

/** The format's own pattern and names, or those given; their counts must agree. */
function logOf(reading: Reading, node: Node, members: Map<string, Member>): LogPattern | undefined {
  const format = members.get('logFormat')
  if (!format) {
    reading.wrong(node, `LOGTOJSON needs a logFormat: one of ${Object.keys(LOG_PATTERNS).join(', ')}`)
    return undefined
  }
  const known = LOG_PATTERNS[format.value as string]
  const match = members.get('matchPattern')
  const given = fieldsOf(reading, members)
  if (!match) {
    if (!given) return known
    if (given.length === known.fields.length) return { ...known, fields: given }
    const where = members.get('customFieldNames')?.node ?? node
    reading.wrong(
      where,
      `customFieldNames has ${given.length} names, ${String(format.value)} has ${known.fields.length} fields`,
    )
    return undefined
  }
  const pattern = patternOf(reading, match, wholeLine)
  if (!given) reading.wrong(match.node, 'matchPattern needs customFieldNames, one for each of its groups')
  if (!pattern || !given) return undefined
  const groups = groupCount(pattern)
  if (groups === given.length) return { pattern, fields: given, dashIsNull: known.dashIsNull }
  reading.wrong(
    match.node,
    `matchPattern has ${groups} groups, customFieldNames ${given.length} names; they must be as many`,
  )
  return undefined
}

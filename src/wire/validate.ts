import { type Member, type Members, ServiceError } from '../record/index.ts'

/**
 * Checks an operation's input against its constraint table and speaks AWS's own sentences:
 * `N validation errors detected: Value 'x' at 'streamName' failed to satisfy constraint: Member must …`.
 * Unknown members are refused by name: AWS's SDKs never send them, a typing slip in a template does.
 */
export function validate(input: Readonly<Record<string, unknown>>, members: Members): void {
  const problems: string[] = []
  checkMembers(input, members, '', problems)
  if (problems.length === 0) return
  const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`
  throw new ServiceError('ValidationException', `${count}: ${problems.join('; ')}`)
}

function checkMembers(
  input: Readonly<Record<string, unknown>>,
  members: Members,
  path: string,
  problems: string[],
) {
  for (const name of Object.keys(input)) {
    if (members[name] || input[name] === undefined) continue
    const known = Object.keys(members).join(', ')
    throw new ServiceError('ValidationException', `Unknown member '${path}${name}'. Known members: ${known}.`)
  }
  for (const [name, member] of Object.entries(members)) {
    const place = `${path}${lowerFirst(name)}`
    if (lacks(input, name, member)) problems.push(failure('null', place, 'not be null'))
    else check(input[name], member, place, `${path}${name}`, problems)
  }
}

function lacks(input: Readonly<Record<string, unknown>>, name: string, { requiredWithout }: Member): boolean {
  return requiredWithout !== undefined && (input[name] ?? input[requiredWithout] ?? undefined) === undefined
}

function check(value: unknown, member: Member, path: string, wirePath: string, problems: string[]) {
  if (value === undefined || value === null) {
    if (member.required) problems.push(failure('null', path, 'not be null'))
    return
  }
  if (member.refused) throw new ServiceError('InvalidArgumentException', `${wirePath}: ${member.refused}`)
  const wrong = wrongType(value, member)
  if (wrong) throw new ServiceError('SerializationException', `${wrong} (at ${wirePath})`)
  checkSize(value, member, path, problems)
  if (member.members) checkMembers(value as Record<string, unknown>, member.members, `${path}.`, problems)
  if (member.element) checkElements(value, member.element, path, problems)
}

function checkSize(value: unknown, member: Member, path: string, problems: string[]) {
  const size = sizeOf(value)
  const what = typeof value === 'number' ? 'value' : 'length'
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const say = (rule: string) => problems.push(failure(shown, path, rule))
  if (member.max !== undefined && size > member.max) say(`have ${what} less than or equal to ${member.max}`)
  if (member.min !== undefined && size < member.min)
    say(`have ${what} greater than or equal to ${member.min}`)
  if (typeof value !== 'string') return
  if (member.pattern && !new RegExp(`^(?:${member.pattern})$`, 'su').test(value)) {
    say(`satisfy regular expression pattern: ${member.pattern}`)
  }
  if (member.values && !member.values.includes(value)) {
    say(`satisfy enum value set: [${member.values.join(', ')}]`)
  }
}

function checkElements(value: unknown, element: Member, path: string, problems: string[]) {
  if (Array.isArray(value)) {
    value.forEach((entry, at) => {
      const place = `${path}.${at + 1}.member`
      check(entry, element, place, place, problems)
    })
    return
  }
  for (const [key, entry] of Object.entries(value as Record<string, unknown>)) {
    check(entry, element, `${path}.${key}`, `${path}.${key}`, problems)
  }
}

function failure(value: string, path: string, rule: string): string {
  return `Value '${value}' at '${path}' failed to satisfy constraint: Member must ${rule}`
}

/** AWS's sentence for a value of the wrong JSON type, or undefined. */
function wrongType(value: unknown, member: Member): string | undefined {
  const java = { string: 'a String', integer: 'an Integer', number: 'a Double', boolean: 'a Boolean' }
  const scalar = java[member.type as keyof typeof java]
  if (Array.isArray(value) && member.type !== 'list') return 'Start of list found where not expected'
  if (member.type === 'list') return Array.isArray(value) ? undefined : 'Expected list or null'
  if (member.type === 'blob') return value instanceof Uint8Array ? undefined : 'Expected a Blob'
  if (member.type === 'timestamp') {
    return value instanceof Date || typeof value === 'number' ? undefined : 'Expected a Timestamp'
  }
  if (member.type === 'map' || member.type === 'structure') {
    return typeof value === 'object' ? undefined : 'Expected a structure or null'
  }
  const fits =
    (member.type === 'integer' && Number.isInteger(value)) ||
    (member.type === 'number' && typeof value === 'number') ||
    (member.type === 'string' && typeof value === 'string') ||
    (member.type === 'boolean' && typeof value === 'boolean')
  if (fits) return undefined
  if (typeof value === 'object') return 'Start of structure or map found where not expected.'
  const from =
    { string: 'String', number: 'Double', boolean: 'Boolean' }[typeof value as 'string'] ?? 'Object'
  return `class java.lang.${from} can not be converted to ${scalar}`
}

function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value)) return value.length
  if (value instanceof Uint8Array) return value.length
  return typeof value === 'object' && value ? Object.keys(value).length : 0
}

function lowerFirst(name: string): string {
  return name[0].toLowerCase() + name.slice(1)
}

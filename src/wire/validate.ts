import { type Member, type Members, ServiceError } from '../record/index.ts'
import { javaText } from './java-text.ts'
import { wrongType } from './wrong-type.ts'

/**
 * Checks an operation's input against its constraint table and speaks AWS's own sentences:
 * `N validation errors detected: Value 'x' at 'streamName' failed to satisfy constraint: Member must …`.
 * Unknown members are refused by name: AWS's SDKs never send them, a typing slip in a template does.
 */
export function validate(input: Readonly<Record<string, unknown>>, members: Members): void {
  const walk: Walk = { path: [], problems: [] }
  checkMembers(input, members, walk)
  const { length } = walk.problems
  if (length === 0) return
  const count = `${length} validation error${length === 1 ? '' : 's'} detected`
  throw new ServiceError('ValidationException', `${count}: ${walk.problems.join('; ')}`)
}

interface Walk {
  /** Members' names and list places (`3.member`) down to where we are. Made a string only when something is wrong. */
  readonly path: string[]
  readonly problems: string[]
}

/** AWS stops counting there. */
const MAX_PROBLEMS = 10

interface Row {
  readonly name: string
  readonly member: Member
}

/** The tables' rows as arrays, made once: PutRecords walks the same one 500 times a request. */
const rowsOf = remembered((members: Members): readonly Row[] =>
  Object.entries(members).map(([name, member]) => ({ name, member })),
)

function checkMembers(input: Readonly<Record<string, unknown>>, members: Members, walk: Walk) {
  for (const name in input) {
    if (Object.hasOwn(members, name) || input[name] === undefined) continue
    const known = Object.keys(members).join(', ')
    const place = [...walk.path, name].join('.')
    throw new ServiceError('ValidationException', `Unknown member '${place}'. Known members: ${known}.`)
  }
  for (const { name, member } of rowsOf(members)) {
    walk.path.push(name)
    const value = input[name]
    if (value !== undefined && value !== null) check(value, member, walk)
    else if (member.required || lacksSibling(input, member)) say(walk, null, 'not be null')
    walk.path.pop()
  }
}

function lacksSibling(input: Readonly<Record<string, unknown>>, { requiredWithout }: Member): boolean {
  return requiredWithout !== undefined && (input[requiredWithout] ?? undefined) === undefined
}

function check(value: unknown, member: Member, walk: Walk) {
  if (member.refused) {
    throw new ServiceError('InvalidArgumentException', `${walk.path.join('.')}: ${member.refused}`)
  }
  const wrong = wrongType(value, member)
  if (wrong) throw new ServiceError('SerializationException', `${wrong} (at ${walk.path.join('.')})`)
  for (const rule of brokenRules(value, member)) say(walk, member.hidden ? HIDDEN : value, rule)
  if (member.members) checkMembers(value as Record<string, unknown>, member.members, walk)
  else if (member.type === 'list' && member.element) checkList(value as unknown[], member.element, walk)
  else if (member.type === 'map') checkMap(value as Record<string, unknown>, member, walk)
}

/** Structures are looked into one by one; of simple elements AWS tells the rules of all in one sentence. */
function checkList(list: readonly unknown[], element: Member, walk: Walk) {
  if (isSimple(element)) return checkAll(list, element, 'Member', list, walk)
  for (let i = 0; i < list.length; i += 1) {
    walk.path.push(`${i + 1}.member`)
    if (list[i] === null || list[i] === undefined) say(walk, null, 'not be null')
    else check(list[i], element, walk)
    walk.path.pop()
  }
}

function checkMap(map: Readonly<Record<string, unknown>>, { key, element }: Member, walk: Walk) {
  if (key) checkAll(Object.keys(map), key, 'Map keys', map, walk)
  if (element && isSimple(element)) return checkAll(Object.values(map), element, 'Map value', map, walk)
  if (!element) return
  for (const [name, value] of Object.entries(map)) {
    walk.path.push(`${name}.member`)
    check(value, element, walk)
    walk.path.pop()
  }
}

function checkAll(values: readonly unknown[], each: Member, what: string, shown: unknown, walk: Walk) {
  for (const value of values) {
    const wrong = value === null || value === undefined ? undefined : wrongType(value, each)
    if (wrong) throw new ServiceError('SerializationException', `${wrong} (at ${walk.path.join('.')})`)
  }
  const broken = values.some(
    (value) => (value ?? undefined) === undefined || brokenRules(value, each).length > 0,
  )
  if (broken) say(walk, shown, `satisfy constraint: [${allRules(each).join(', ')}]`, what)
}

const isSimple = ({ type }: Member) => type !== 'structure' && type !== 'list' && type !== 'map'

/** The rules that a value breaks, in AWS's order: pattern, least, most, enumeration. */
function brokenRules(value: unknown, member: Member): readonly string[] {
  const { min, max, pattern, values } = member
  if (min === undefined && max === undefined && pattern === undefined && values === undefined) return NONE
  const broken: string[] = []
  if (pattern !== undefined && typeof value === 'string' && !regexOf(pattern).test(value)) {
    broken.push(patternRule(pattern))
  }
  const size = sizeOf(value, max)
  if (min !== undefined && size < min) broken.push(leastRule(member, min))
  if (max !== undefined && size > max) broken.push(mostRule(member, max))
  if (values && typeof value === 'string' && !values.includes(value)) broken.push(enumRule(values))
  return broken
}
const NONE: readonly string[] = []

/** All rules of a list's elements, as AWS recites them when one is broken. */
function allRules(member: Member): string[] {
  const { min, max, pattern, values } = member
  return [
    ...(max === undefined ? [] : [`Member must ${mostRule(member, max)}`]),
    ...(min === undefined ? [] : [`Member must ${leastRule(member, min)}`]),
    ...(pattern === undefined ? [] : [`Member must ${patternRule(pattern)}`]),
    ...(values === undefined ? [] : [`Member must ${enumRule(values)}`]),
  ]
}

const sized = ({ type }: Member) => (type === 'integer' || type === 'number' ? 'value' : 'length')
const leastRule = (member: Member, min: number) => `have ${sized(member)} greater than or equal to ${min}`
const mostRule = (member: Member, max: number) => `have ${sized(member)} less than or equal to ${max}`
const patternRule = (pattern: string) => `satisfy regular expression pattern: ${pattern}`
const enumRule = (values: readonly string[]) => `satisfy enum value set: [${values.join(', ')}]`

function say({ path, problems }: Walk, value: unknown, rule: string, what = 'Member') {
  if (problems.length >= MAX_PROBLEMS) return
  const shown = value === null ? ' null' : isHidden(value) ? '' : ` '${javaText(value)}'`
  const place = path.map(lowerFirst).join('.')
  problems.push(`Value${shown} at '${place}' failed to satisfy constraint: ${what} must ${rule}`)
}

const HIDDEN = Symbol('hidden')

/** Nor does AWS show lists of structures: 501 records would be the sentence. */
function isHidden(value: unknown): boolean {
  if (!Array.isArray(value)) return value === HIDDEN
  return value.some((each) => isObject(each) && !(each instanceof Uint8Array))
}
const isObject = (value: unknown) => typeof value === 'object' && value !== null

const regexes = new Map<string, RegExp>()
function regexOf(pattern: string): RegExp {
  const known = regexes.get(pattern)
  if (known) return known
  const regex = new RegExp(`^(?:${pattern})$`, 'su')
  regexes.set(pattern, regex)
  return regex
}

function sizeOf(value: unknown, max = 0): number {
  if (typeof value === 'number') return value
  // Unicode characters, not UTF-16 units: counted only where it could matter.
  if (typeof value === 'string') return value.length > max ? [...value].length : value.length
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length
  return typeof value === 'object' && value ? Object.keys(value).length : 0
}

function lowerFirst(name: string): string {
  return name[0].toLowerCase() + name.slice(1)
}

function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

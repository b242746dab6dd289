/**
 * Filter patterns of event-source mappings, as EventBridge has them: `{"data": {"status": [{"numeric": [">=", 500]}]}}`.
 * A field's list holds alternatives; all fields of an object must match; `$or` holds alternatives of objects.
 */
export type Matches = (event: unknown) => boolean

/** Throws a sentence about what is wrong with a pattern. */
export function readPattern(text: string): Matches {
  let pattern: unknown
  try {
    pattern = JSON.parse(text)
  } catch {
    throw new Error('it is no JSON')
  }
  if (!isObject(pattern)) throw new Error('it is no JSON object')
  return objectMatcher(pattern, '')
}

type Fields = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function objectMatcher(pattern: Fields, path: string): Matches {
  const matchers = Object.entries(pattern).map(([name, rule]): Matches => {
    const here = path === '' ? name : `${path}.${name}`
    if (name === '$or') return orMatcher(rule, path)
    const inner = ruleMatcher(rule, here)
    return (event) => inner(isObject(event) ? event[name] : undefined)
  })
  return (event) => matchers.every((matches) => matches(event))
}

function orMatcher(rule: unknown, path: string): Matches {
  if (!Array.isArray(rule) || rule.length < 2 || !rule.every(isObject)) {
    throw new Error(`$or${path && ` in ${path}`} is a list of at least two objects`)
  }
  const alternatives = rule.map((each) => objectMatcher(each, path))
  return (event) => alternatives.some((matches) => matches(event))
}

function ruleMatcher(rule: unknown, path: string): Matches {
  if (isObject(rule)) return objectMatcher(rule, path)
  if (!Array.isArray(rule) || rule.length === 0) {
    throw new Error(`${path} is a list of values or an object`)
  }
  const tests = rule.map((each) => valueTest(each, path))
  // An event's own list matches when one of its items does.
  return (value) => {
    const values = Array.isArray(value) && value.length > 0 ? value : [value]
    return tests.some((test) => values.some(test))
  }
}

function valueTest(rule: unknown, path: string): (value: unknown) => boolean {
  if (!isObject(rule)) return (value) => value === rule
  const [[kind, operand], ...more] = Object.entries(rule)
  const make = TESTS[kind]
  if (!make || more.length > 0) {
    throw new Error(
      `${path} has no comparison ${Object.keys(rule).join(', ')}; there are ${Object.keys(TESTS).join(', ')}`,
    )
  }
  const test = make(operand)
  if (!test) throw new Error(`${path} has a wrong operand of ${kind}: ${JSON.stringify(operand)}`)
  return test
}

type Test = (value: unknown) => boolean
const isText = (value: unknown): value is string => typeof value === 'string'

/** Undefined: the operand is wrong. */
const TESTS: Readonly<Record<string, (operand: unknown) => Test | undefined>> = {
  prefix: (operand) => (isText(operand) ? (value) => isText(value) && value.startsWith(operand) : undefined),
  suffix: (operand) => (isText(operand) ? (value) => isText(value) && value.endsWith(operand) : undefined),
  'equals-ignore-case': (operand) =>
    isText(operand) ? (value) => isText(value) && value.toLowerCase() === operand.toLowerCase() : undefined,
  exists: (operand) =>
    typeof operand === 'boolean' ? (value) => (value !== undefined) === operand : undefined,
  'anything-but': anythingBut,
  numeric,
}

function anythingBut(operand: unknown): Test | undefined {
  if (isObject(operand)) {
    const [kind] = Object.keys(operand)
    const inner = kind in TESTS && kind !== 'anything-but' ? TESTS[kind](operand[kind]) : undefined
    return inner && ((value) => value !== undefined && !inner(value))
  }
  const excluded = Array.isArray(operand) ? operand : [operand]
  return (value) => value !== undefined && !excluded.includes(value)
}

function numeric(operand: unknown): Test | undefined {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) return undefined
  const bounds: ((value: number) => boolean)[] = []
  for (let at = 0; at < operand.length; at += 2) {
    const compare = COMPARE[String(operand[at])]
    const bound: unknown = operand[at + 1]
    if (!compare || typeof bound !== 'number') return undefined
    bounds.push((value) => compare(value, bound))
  }
  return (value) => typeof value === 'number' && bounds.every((holds) => holds(value))
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/*
 * The part of Painless and of Lucene expressions that is arithmetic: nothing can be called but the functions below, no
 * name means anything but a parameter.
 *
 * expression = or [ "?" expression ":" expression ]
 * or         = and { "||" and }            and  = equal { "&&" equal }
 * equal      = order { ("==" | "!=") order }
 * order      = sum { ("<" | "<=" | ">" | ">=") sum }
 * sum        = product { ("+" | "-") product }
 * product    = unary { ("*" | "/" | "%") unary }
 * unary      = ("-" | "+" | "!") unary | atom
 * atom       = number | "true" | "false" | "null" | ["params."] name | "Math." name "(" [ expression { "," expression } ] ")" | "(" expression ")"
 */
export type Value = number | boolean | null
export type Variables = (name: string) => Value | undefined
export type Evaluate = (variables: Variables) => Value

/** Says in a few words what is not understood. */
export class NotAnExpression extends Error {}

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  log: Math.log,
  log10: Math.log10,
  exp: Math.exp,
  pow: (base, power) => base ** power,
  min: Math.min,
  max: Math.max,
}

const MAX_LENGTH = 2000
const MAX_DEPTH = 50
const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)[dDfFlL]?|([A-Za-z_][\w.]*)|(&&|\|\||[<>=!]=|[-+*/%<>!?:(),;]))/y

export function parseExpression(source: string): Evaluate {
  const tokens = tokensOf(source)
  let at = 0
  let depth = 0
  const peek = () => tokens[at]
  const take = (...signs: string[]) => (signs.includes(peek()) ? tokens[at++] : undefined)
  const expect = (sign: string) => {
    if (!take(sign)) throw new NotAnExpression(`"${sign}" is missing before "${peek() ?? 'the end'}"`)
  }

  function expression(): Evaluate {
    if (++depth > MAX_DEPTH) throw new NotAnExpression(`it is nested more than ${MAX_DEPTH} deep`)
    const test = binary(0)
    depth--
    if (!take('?')) return test
    const yes = expression()
    expect(':')
    const no = expression()
    return (given) => (truth(test(given)) ? yes(given) : no(given))
  }

  function binary(level: number): Evaluate {
    if (level === LEVELS.length) return unary()
    let left = binary(level + 1)
    for (;;) {
      const sign = take(...Object.keys(LEVELS[level]))
      if (!sign) return left
      const [before, operate, right] = [left, LEVELS[level][sign], binary(level + 1)]
      left = (given) => operate(before(given), () => right(given))
    }
  }

  function unary(): Evaluate {
    if (depth + at > MAX_LENGTH) throw new NotAnExpression('it is too long')
    const sign = take('-', '+', '!')
    if (!sign) return atom()
    const inner = unary()
    if (sign === '!') return (given) => !truth(inner(given))
    return sign === '-' ? (given) => -figure(inner(given)) : (given) => figure(inner(given))
  }

  function atom(): Evaluate {
    if (take('(')) {
      const inner = expression()
      expect(')')
      return inner
    }
    const token = tokens[at++]
    if (token === undefined) throw new NotAnExpression('it ends too early')
    if (/^\d/.test(token)) return () => Number(token)
    if (token === 'true' || token === 'false') return () => token === 'true'
    if (token === 'null') return () => null
    if (!/^[A-Za-z_]/.test(token)) throw new NotAnExpression(`"${token}" is not expected there`)
    return peek() === '(' ? call(token) : variable(token)
  }

  function call(name: string): Evaluate {
    const own = name.replace(/^Math\./, '')
    if (!Object.hasOwn(FUNCTIONS, own)) throw new NotAnExpression(`"${name}(…)" cannot be called`)
    expect('(')
    const values: Evaluate[] = []
    if (!take(')')) {
      do values.push(expression())
      while (take(','))
      expect(')')
    }
    return (given) => FUNCTIONS[own](...values.map((value) => figure(value(given))))
  }

  take('return')
  const whole = expression()
  take(';')
  if (at < tokens.length) throw new NotAnExpression(`"${peek()}" is not expected there`)
  return whole
}

function variable(token: string): Evaluate {
  const name = token.replace(/^params\./, '')
  return (variables) => {
    const value = variables(name)
    if (value === undefined) throw new NotAnExpression(`"${name}" is none of its parameters`)
    return value
  }
}

function tokensOf(source: string): readonly string[] {
  if (source.length > MAX_LENGTH) throw new NotAnExpression(`it is longer than ${MAX_LENGTH} characters`)
  const tokens: string[] = []
  const text = source.trim()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex
    const found = TOKEN.exec(text)
    if (!found) throw new NotAnExpression(`"${text.slice(from, from + 10).trim()}" is not understood`)
    tokens.push(found[1] ?? found[2] ?? found[3])
  }
  return tokens
}

type Operate = (left: Value, right: () => Value) => Value

const arithmetic =
  (compute: (a: number, b: number) => Value): Operate =>
  (left, right) =>
    compute(figure(left), figure(right()))

/** From the weakest to the strongest. */
const LEVELS: readonly Readonly<Record<string, Operate>>[] = [
  { '||': (left, right) => truth(left) || truth(right()) },
  { '&&': (left, right) => truth(left) && truth(right()) },
  { '==': (left, right) => left === right(), '!=': (left, right) => left !== right() },
  {
    '<': arithmetic((a, b) => a < b),
    '<=': arithmetic((a, b) => a <= b),
    '>': arithmetic((a, b) => a > b),
    '>=': arithmetic((a, b) => a >= b),
  },
  { '+': arithmetic((a, b) => a + b), '-': arithmetic((a, b) => a - b) },
  { '*': arithmetic((a, b) => a * b), '/': arithmetic((a, b) => a / b), '%': arithmetic((a, b) => a % b) },
]

function figure(value: Value): number {
  if (typeof value === 'number') return value
  throw new NotAnExpression(`${String(value)} is not a number`)
}

function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value
  // Lucene's expressions know no truths: a number stands for one.
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
  throw new NotAnExpression('null is neither true nor false')
}

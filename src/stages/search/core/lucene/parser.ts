import { createScanner, isWild, type Scanner, unescaped } from './scanner.ts'
import type { Clause, Expression, SyntaxTrouble } from './syntax.ts'

/*
 * query   = [joint] [sign] clause { [joint] [sign] clause }     joint = AND && OR ||    sign = + - ! NOT
 * clause  = [field ":"] ( "(" query ")" | phrase | regexp | range | compare | term ) [ "~" [number] ] [ "^" number ]
 * phrase  = '"' … '"'         regexp  = "/" … "/"        compare = (">" | ">=" | "<" | "<=") (term | phrase)
 * range   = ("[" | "{") bound "TO" bound ("]" | "}")     bound   = term | phrase | "*"
 *
 * Kinder than Lucene in one thing: a slash inside a word is part of it, and one before a word begins a regular
 * expression only if that also ends; web logs are full of paths.
 */
const MAX_GROUPS = 20

/** Ends a term. */
const TERM_END = /[()":^[\]{}~]/

export function parseLucene(text: string, trouble: SyntaxTrouble): Expression {
  const scanner = createScanner(text, trouble)
  const query = group(scanner, text, 0)
  if (!scanner.ended()) scanner.fail(`unexpected "${scanner.peek()}"`)
  return query
}

function group(scanner: Scanner, text: string, depth: number): Expression {
  if (depth > MAX_GROUPS) scanner.fail(`more than ${MAX_GROUPS} parentheses within each other`)
  const clauses: Clause[] = []
  for (;;) {
    scanner.skipSpace()
    if (scanner.ended() || scanner.peek() === ')') break
    const joint = jointOf(scanner)
    if (joint && clauses.length === 0) scanner.fail(`"${joint.toUpperCase()}" has nothing before it`)
    scanner.skipSpace()
    const sign = signOf(scanner)
    if (sign === 'bare') continue
    scanner.skipSpace()
    if (scanner.ended() || scanner.peek() === ')') {
      if (joint || sign) scanner.fail('an operator has nothing after it')
      break
    }
    const made = clause(scanner, text, depth)
    clauses.push({ ...(joint ? { joint } : {}), ...(sign ? { sign } : {}), ...made })
  }
  return { kind: 'group', clauses: joinWords(clauses) }
}

function jointOf(scanner: Scanner): Clause['joint'] {
  if (scanner.takeWord('AND') || scanner.take('&&')) return 'and'
  if (scanner.takeWord('OR') || scanner.take('||')) return 'or'
  return undefined
}

/** A sign with a space after it is no sign: `a - b`. */
function signOf(scanner: Scanner): Clause['sign'] | 'bare' {
  if (scanner.takeWord('NOT')) return 'not'
  const sign = scanner.take('+') ? 'must' : scanner.take('-') || scanner.take('!') ? 'not' : undefined
  if (sign === undefined) return undefined
  return /[ \t\n\r\u3000]/.test(scanner.peek()) ? 'bare' : sign
}

function clause(scanner: Scanner, text: string, depth: number): Pick<Clause, 'field' | 'expression'> {
  const bare = compare(scanner)
  if (bare) return { expression: finish(scanner, bare.expression) }
  const first = atom(scanner, text, depth)
  if (first.name === undefined || !scanner.take(':')) return { expression: finish(scanner, first.expression) }
  scanner.skipSpace()
  if (scanner.ended() || scanner.peek() === ')') scanner.fail(`nothing after "${first.name}:"`)
  const { expression } = compare(scanner) ?? atom(scanner, text, depth)
  return { field: first.name, expression: finish(scanner, expression) }
}

/** `name` is set when the atom can also be the name of a field. */
function atom(scanner: Scanner, text: string, depth: number): { name?: string; expression: Expression } {
  if (scanner.take('(')) {
    const inner = group(scanner, text, depth + 1)
    if (!scanner.take(')')) scanner.fail('"(" is not closed')
    return { expression: inner }
  }
  if (scanner.take('"'))
    return { expression: { kind: 'phrase', text: unescaped(scanner.until('"', 'a quotation')) } }
  if (scanner.peek() === '[' || scanner.peek() === '{') return { expression: range(scanner) }
  const pattern = regexpAt(scanner, text)
  if (pattern !== undefined) return { expression: { kind: 'regexp', pattern } }
  const term = scanner.run(TERM_END)
  if (term === '') scanner.fail(`unexpected "${scanner.peek()}"`)
  const expression: Expression = isWild(term)
    ? { kind: 'wildcard', pattern: term }
    : { kind: 'words', text: unescaped(term) }
  return { name: unescaped(term), expression }
}

function regexpAt(scanner: Scanner, text: string): string | undefined {
  if (scanner.peek() !== '/') return undefined
  const found = /^\/((?:\\.|[^\\/])+)\/(?=[\s)^]|$)/s.exec(text.slice(scanner.at()))
  if (!found) return undefined
  scanner.take(found[0])
  return found[1]
}

function range(scanner: Scanner): Expression {
  const lower = scanner.take('[')
    ? 'gte'
    : scanner.take('{')
      ? 'gt'
      : scanner.fail('a range begins with [ or {')
  const from = boundOf(scanner)
  scanner.skipSpace()
  if (!scanner.takeWord('TO')) scanner.fail('a range is written [from TO to]')
  const to = boundOf(scanner)
  scanner.skipSpace()
  const upper = scanner.take(']')
    ? 'lte'
    : scanner.take('}')
      ? 'lt'
      : scanner.fail('a range ends with ] or }')
  return {
    kind: 'range',
    bounds: { ...(from === '*' ? {} : { [lower]: from }), ...(to === '*' ? {} : { [upper]: to }) },
  }
}

function boundOf(scanner: Scanner): string {
  scanner.skipSpace()
  if (scanner.take('"')) return unescaped(scanner.until('"', 'a quotation'))
  const bound = scanner.run(/[\]}]/)
  if (bound === '') scanner.fail('a range lacks a bound; write * for none')
  return unescaped(bound)
}

function compare(scanner: Scanner): { expression: Expression } | undefined {
  const signs = [
    ['>=', 'gte'],
    ['<=', 'lte'],
    ['>', 'gt'],
    ['<', 'lt'],
  ] as const
  const found = signs.find(([sign]) => scanner.take(sign))
  if (!found) return undefined
  scanner.skipSpace()
  const value = scanner.take('"') ? scanner.until('"', 'a quotation') : scanner.run(/[()^]/)
  if (value === '') scanner.fail(`nothing after "${found[0]}"`)
  return { expression: { kind: 'range', bounds: { [found[1]]: unescaped(value) } } }
}

/** What may follow: `~`, `~1` after a word, `~3` after a quotation, and `^2`. */
function finish(scanner: Scanner, expression: Expression): Expression {
  const made = scanner.take('~') ? alike(scanner, expression) : expression
  if (!scanner.take('^')) return made
  const boost = scanner.number()
  if (boost === undefined) scanner.fail('"^" must be followed by a number')
  return { kind: 'boosted', expression: made, boost }
}

function alike(scanner: Scanner, expression: Expression): Expression {
  const amount = scanner.number()
  if (expression.kind === 'phrase') return { ...expression, slop: Math.floor(amount ?? 0) }
  if (expression.kind !== 'words') scanner.fail('"~" must follow a word or a quotation')
  // What is below 1 was a likeness in old Lucene, and means the usual number of edits.
  if (amount === undefined || (amount > 0 && amount < 1)) return { kind: 'fuzzy', text: expression.text }
  if (amount > 2) scanner.fail('a word may be up to 2 edits away')
  return { kind: 'fuzzy', text: expression.text, edits: amount }
}

/** Neighbours without joint, sign or field are one text. */
function joinWords(clauses: readonly Clause[]): readonly Clause[] {
  const joined: Clause[] = []
  for (const [at, clause] of clauses.entries()) {
    const last = joined.at(-1)
    const bound = clauses[at + 1]?.joint !== undefined || clause.joint !== undefined
    if (last && !bound && !last.joint && plain(clause) && plain(last)) {
      const text = `${textOf(last)} ${textOf(clause)}`
      joined[joined.length - 1] = { expression: { kind: 'words', text } }
    } else joined.push(clause)
  }
  return joined
}

const plain = (clause: Clause) => !clause.sign && !clause.field && clause.expression.kind === 'words'
const textOf = ({ expression }: Clause) => (expression.kind === 'words' ? expression.text : '')

import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Invocation } from '../config/parse.ts'
import { silentLog } from '../observe/log.ts'
import { createFunctions, type Explanation } from '../stages/functions/index.ts'
import type { CommandContext } from './context.ts'
import { count } from './progress.ts'

interface Tally {
  lines: number
  headers: number
  unmatched: number
  readonly formats: Map<string, number>
}

/** `tailrace check LOG`: nothing is stored. Ends with 1 when a line does not match. */
export async function runCheck({ operands, options }: Invocation, context: CommandContext): Promise<number> {
  const formats = (options.format as readonly string[]) ?? []
  const functions = createFunctions({
    now: context.now,
    log: silentLog,
    account: '000000000000',
    region: 'us-east-1',
    formats,
  })
  const tally: Tally = { lines: 0, headers: 0, unmatched: 0, formats: new Map() }
  const say = (text: string) => void context.stdout.write(`${text}\n`)
  try {
    for await (const line of linesOf(operands[0], context)) {
      tally.lines++
      const explanation = functions.explain(line)
      show(
        line,
        explanation,
        tally,
        { lines: options.lines as number, failures: options.failures as number },
        say,
      )
      if (context.interrupted.aborted) break
    }
  } finally {
    await functions.close()
  }
  summarise(tally, say)
  return tally.unmatched > 0 || tally.lines === 0 ? 1 : 0
}

function show(
  line: Buffer,
  explanation: Explanation,
  tally: Tally,
  most: { readonly lines: number; readonly failures: number },
  say: (text: string) => void,
) {
  if (explanation.kind === 'header') {
    tally.headers++
  } else if (explanation.kind === 'unmatched') {
    tally.unmatched++
    if (tally.unmatched <= most.failures) say(failure(line, explanation, tally.lines))
  } else {
    const { name, title } = explanation.format
    const seen = tally.formats.get(name) ?? 0
    tally.formats.set(name, seen + 1)
    if (seen < most.lines) say(fields(line, explanation, tally.lines, title))
  }
}

const shown = (line: Buffer) => printable(line.toString())

/** Control characters of a log never reach the terminal. */
function printable(text: string): string {
  return text.replace(
    /[\x00-\x1f\x7f-\x9f]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

function fields(
  line: Buffer,
  { fields, exact }: Explanation & { kind: 'matched' },
  number: number,
  title: string,
): string {
  const width = Math.max(...Object.keys(fields).map((name) => name.length))
  const rows = Object.entries(fields).map(([name, value]) => {
    const text = typeof value === 'object' ? `${value.lat}, ${value.lon}` : String(value)
    return `    ${name.padEnd(width)}  ${printable(text)}`
  })
  const how = exact ? title : `${title}, with good will: a value is cut or unescaped`
  return [`line ${number}: ${how}`, `  ${shown(line)}`, ...rows, ''].join('\n')
}

function failure(
  line: Buffer,
  { message, column }: Explanation & { kind: 'unmatched' },
  number: number,
): string {
  const text = shown(line)
  // Long lines are shown around the place that matters.
  const start = Math.max(0, column - 1 - 60)
  const cut = text.slice(start, start + 120)
  const dots = start > 0 ? '…' : ''
  return [
    `line ${number}: does not match`,
    `  ${dots}${cut}`,
    `  ${' '.repeat(dots.length + column - 1 - start)}^ ${message}`,
    '',
  ].join('\n')
}

function summarise({ lines, headers, unmatched, formats }: Tally, say: (text: string) => void) {
  if (lines === 0) {
    say('There are no lines.')
    return
  }
  const matched = [...formats.values()].reduce((sum, each) => sum + each, 0)
  say(
    `${count(lines)} lines: ${count(matched)} match, ${count(unmatched)} do not, ${count(headers)} are headers or blank.`,
  )
  for (const [name, number] of formats) say(`  ${name}: ${count(number)}`)
  if (unmatched > 0)
    say(
      'Lines that do not match are kept whole, with the reason, and are searchable. A format may be given with --format.',
    )
}

async function* linesOf(operand: string, context: CommandContext): AsyncGenerator<Buffer> {
  const path = resolve(context.workingFolder, operand)
  const raw: Readable = operand === '-' ? (context.stdin as Readable) : createReadStream(path)
  const input = operand.endsWith('.gz') ? raw.compose(createGunzip()) : raw
  // latin1 keeps every byte; the line's own bytes go to the parser.
  const lines = createInterface({
    input: (input as Readable).setEncoding('latin1'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  try {
    for await (const line of lines) yield Buffer.from(line, 'latin1')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(`Can't read ${path}: ${code === 'ENOENT' ? 'there is no such file' : message}.`)
  }
}

import {
  accessSync,
  constants,
  createReadStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type Invocation, UsageError } from '../config/parse.ts'
import { openProcessEngine } from '../engines/functions/process.ts'
import type { Program } from '../stages/functions/index.ts'
import type { CommandContext } from './context.ts'
import { createTrial } from './function-trial.ts'

/** `tailrace function test FILE`: nothing is stored. Ends with 1 when a record failed. */
export async function runFunction(
  { operands, options }: Invocation,
  context: CommandContext,
): Promise<number> {
  const [act, file] = operands
  if (act !== 'test') throw new UsageError(`tailrace function test FILE, not '${act}'.`)
  if (options.event && options.lines) throw new UsageError('Give --event or --lines, not both.')
  const scratch = mkdtempSync(join(tmpdir(), 'tailrace-function-'))
  const engine = await openProcessEngine({ folder: scratch, now: context.now })
  const say = (text: string) => void context.stdout.write(`${text}\n`)
  context.interrupted.addEventListener('abort', () => void engine.close())
  try {
    const program = programOf(resolve(context.workingFolder, file), options.handler as string, scratch)
    const trial = createTrial({ engine, program, say, now: context.now, show: options.show as number })
    if (typeof options.event === 'string') {
      return await trial.invokeOnce(readEvent(resolve(context.workingFolder, options.event)))
    }
    if (typeof options.lines !== 'string') say('Without --lines: three made-up lines.\n')
    return await trial.transform(linesOf(options.lines as string | undefined, context), context.interrupted)
  } finally {
    await engine.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** What the file's name says of it. Throws when it is none that can be run. */
function programOf(path: string, handler: string | undefined, scratch: string): Program {
  const text = readText(path)
  const ending = extname(path)
  const module = basename(path, ending)
  const folder = dirname(path)
  const named = (name: string) => (handler === undefined ? `${module}.${name}` : withModule(handler, module))
  const program = { ...PROGRAM, name: module.replace(/[^\w-]/g, '-').slice(0, 64) || 'function' }
  if (ending === '.py') {
    const name = /^\s*(?:async )?def lambda_handler\b/m.test(text) ? 'lambda_handler' : 'handler'
    return { ...program, folder, runtime: 'python3.x', handler: named(name) }
  }
  if (/^\.[mc]?[jt]s$/.test(ending)) {
    // By name alone a file beside it with another ending might be taken.
    const variables = { TAILRACE_HANDLER_FILE: path }
    return { ...program, folder, runtime: 'nodejs20.x', handler: named('handler'), variables }
  }
  try {
    accessSync(path, constants.X_OK)
  } catch {
    throw new Error(
      `${path} is neither Node.js (.js, .mjs, .cjs, .ts, .mts, .cts) nor Python (.py) nor executable (chmod +x).`,
    )
  }
  symlinkSync(path, join(scratch, 'bootstrap'))
  return { ...program, folder: scratch, runtime: 'provided.al2023', handler: handler ?? 'handler' }
}

const PROGRAM = {
  id: 'trial',
  version: '$LATEST',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:trial',
  memoryMegabytes: 512,
  timeoutMillis: 60_000,
  variables: {},
  account: '000000000000',
  region: 'us-east-1',
}

const withModule = (handler: string, module: string) =>
  handler.startsWith(`${module}.`) ? handler : `${module}.${handler}`

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    throw unreadable(path, error)
  }
}

function readEvent(path: string): Uint8Array {
  const text = Buffer.from(readText(path), 'latin1')
  try {
    JSON.parse(text.toString())
  } catch (error) {
    throw new Error(`${path} is no JSON: ${(error as Error).message}.`)
  }
  return text
}

function unreadable(path: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException
  return new Error(`Can't read ${path}: ${code === 'ENOENT' ? 'there is no such file' : message}.`)
}

const MADE_UP = [
  '198.51.100.7 - - [20/Nov/2026:13:05:09 +0000] "GET /books/walden?ref=home HTTP/1.1" 200 5120 "https://books.example/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"',
  '2001:db8::42 - ada [20/Nov/2026:13:05:10 +0000] "POST /cart HTTP/2.0" 302 0 "-" "curl/8.5.0"',
  '203.0.113.9 - - [20/Nov/2026:13:05:11 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"',
]

/** Each with its newline, as the Kinesis Agent sends them. */
async function* linesOf(operand: string | undefined, context: CommandContext): AsyncGenerator<Buffer> {
  if (operand === undefined) {
    for (const line of MADE_UP) yield Buffer.from(`${line}\n`)
    return
  }
  const path = resolve(context.workingFolder, operand)
  const raw: Readable = operand === '-' ? (context.stdin as Readable) : createReadStream(path)
  const input = operand.endsWith('.gz') ? raw.compose(createGunzip()) : raw
  const lines = createInterface({
    input: (input as Readable).setEncoding('latin1'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  try {
    for await (const line of lines) yield Buffer.from(`${line}\n`, 'latin1')
  } catch (error) {
    throw unreadable(path, error)
  }
}

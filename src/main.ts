#!/usr/bin/env node
import { createWriteStream, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext } from './commands/context.ts'
import { readAwsEnvironment } from './config/aws.ts'
import { helpFor, helpForAll } from './config/help.ts'
import { type Invocation, parseArguments, UsageError } from './config/parse.ts'
import { createLog } from './observe/log.ts'

const root = new URL('../', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string }

type Run = (invocation: Invocation, context: CommandContext) => Promise<number>

/** Loaded when called for: the agent of a small host, or `--version`, needs no index and no page. */
const COMMANDS: Readonly<Record<string, () => Promise<Run>>> = {
  up: async () => (await import('./commands/up.ts')).runUp,
  import: async () => (await import('./commands/import.ts')).runImport,
  replay: async () => (await import('./commands/replay.ts')).runReplay,
  env: async () => (await import('./commands/env.ts')).runEnv,
  agent: async () => (await import('./commands/agent.ts')).runAgent,
  check: async () => (await import('./commands/check.ts')).runCheck,
  function: async () => (await import('./commands/function.ts')).runFunction,
  bookstore: async () => (await import('./commands/bookstore.ts')).runBookstore,
}

/** Answers the exit status: 0 done, 1 failed, 2 not understood. */
async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv)
  if ('version' in parsed) return print(`${version}\n`)
  if ('help' in parsed) return print(parsed.help === 'all' ? helpForAll() : helpFor(parsed.help))
  const run = await COMMANDS[parsed.command.name]()
  return run(parsed, createContext())
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function createContext(): CommandContext {
  return {
    version,
    home: homedir(),
    workingFolder: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    interrupted,
    root,
    aws: readAwsEnvironment(process.env),
    openLog(folder) {
      const file = createWriteStream(join(folder, 'tailrace.log'), { flags: 'a', mode: 0o600 })
      file.on('error', (error) => process.stderr.write(`The log can't be written: ${error.message}\n`))
      return createLog((line) => {
        file.write(line)
        if (/^\S+ (WARN|ERROR) /.test(line)) process.stderr.write(line)
      }, Date.now)
    },
  }
}

/** The first Ctrl-C or SIGTERM stops in order; a second one ends at once (nothing durable is lost by that either). */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Not `exit`: it would tear native threads down in the middle of a call.
      if (controller.signal.aborted) process.kill(process.pid, 'SIGKILL')
      controller.abort()
    })
  }
  return controller.signal
}

const interrupted = interruption()
// The SDK would tell whoever runs this program which Node.js a later SDK will need.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const { name, message: reason } = error as Error
  const stopped = interrupted.aborted && name === 'AbortError'
  const message = stopped ? 'Interrupted. The same command goes on where this one stopped.' : reason
  process.stderr.write(`${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

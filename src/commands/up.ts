import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compose, type Plan } from '../compose.ts'
import { type Invocation, type Options, UsageError } from '../config/parse.ts'
import { type Doors, LOOPBACK } from '../doors.ts'
import { type AgentOptions, readConfigurationFile } from '../stages/agent/index.ts'
import { tlsOf } from './certificate.ts'
import type { CommandContext } from './context.ts'
import { claimDataFolder, type DataFolder } from './data-folder.ts'
import { dataFolderOf } from './folders.ts'
import { registerImportRoutes } from './import-route.ts'
import { destinationOf, flowsFor, stackOf, stacksFor } from './pipeline.ts'
import { registerReplayRoute } from './replay-route.ts'
import { startScreen } from './screen.ts'

/** Simulated visits a second, and the past that they had before the first start: about as dense as what follows. */
const DEMO = { rate: 3, backfillHours: 24, backfillLines: 260_000 }

/** `tailrace up`: until Ctrl-C. */
export async function runUp({ operands, options }: Invocation, context: CommandContext): Promise<number> {
  checkOpen(options)
  const demo = options.bookstore === true
  const logs = operands.map((log) => resolve(context.workingFolder, log))
  const claim = claimDataFolder(
    dataFolderOf(options, context, demo && logs.length === 0 && !options.configuration),
  )
  try {
    const bookstoreLog = join(claim.path, 'bookstore', 'access.log')
    if (demo) {
      mkdirSync(dirname(bookstoreLog), { recursive: true })
      logs.push(bookstoreLog)
    }
    const source = await sourceOf(logs, options, context)
    const tls = await tlsOf(claim.path, options, context)
    const plan = planOf(claim, demo ? bookstoreLog : undefined, source, options, context, tls)
    const tailrace = await compose(plan)
    try {
      const { urls } = tailrace
      if (!urls) throw new Error('up opens its ports')
      claim.announce(urls.console, urls.aws)
      const screen = {
        version: context.version,
        urls,
        awsNote: awsNote(options),
        dataFolder: claim.path,
        logs: source.shown.map((path) => described(path, bookstoreLog)),
      }
      context.stdout.write(startScreen({ ...screen, warnings: [...source.warnings, ...exposure(options)] }))
      tailrace.bookstore?.then(
        ({ url }) => context.stdout.write(`  The bookstore is open: ${url} (its visitors are simulated).\n`),
        (error: Error) => context.stderr.write(`  The bookstore could not open: ${error.message}\n`),
      )
      await untilAborted(context.interrupted)
      context.stdout.write('\nStopping…\n')
    } finally {
      await tailrace.stop()
    }
    context.stdout.write('Stopped. Nothing was lost.\n')
    return 0
  } finally {
    claim.release()
  }
}

/** What is tailed, and the stacks that take it. */
interface Source {
  readonly shown: readonly string[]
  readonly warnings: readonly string[]
  readonly stacks: Plan['stacks']
  readonly flows: Plan['flows']
  readonly agent: AgentOptions
}

async function sourceOf(logs: readonly string[], options: Options, context: CommandContext): Promise<Source> {
  const configured = await configurationOf(options, context)
  const fromFile = configured?.flows ?? []
  const fromFileStacks = stacksFor(
    fromFile.map((flow) => flow.destination),
    options,
    context,
  )
  const unused = configured?.notUsed ?? []
  return {
    shown: [...fromFile.map((flow) => flow.filePattern), ...logs],
    warnings: [
      ...(configured?.warnings ?? []),
      ...(unused.length > 0
        ? [`Not used here: ${unused.map(({ key, reason }) => `${key} (${reason})`).join('; ')}.`]
        : []),
    ],
    stacks: fromFileStacks.length > 0 ? fromFileStacks : [stackOf(options, context)],
    agent: configured
      ? {
          shutdownTimeoutMillis: configured.shutdownTimeoutMillis,
          forgetAfterDays: configured.checkpointTimeToLiveDays,
        }
      : {},
    flows: (stacks) => [
      ...fromFile,
      ...(logs.length > 0 ? flowsFor(logs, destinationOf(stacks), options, context) : []),
    ],
  }
}

function configurationOf(options: Options, context: CommandContext) {
  if (!options.configuration) return undefined
  if (options.template) throw new Error('-c and --template both say what to build. Give one of them.')
  const file = resolve(context.workingFolder, options.configuration as string)
  return readConfigurationFile(file, {
    folder: join(dirname(file), 'agent.d'),
    anonymizeIp: options['anonymize-ip'] === true,
  })
}

function planOf(
  claim: DataFolder,
  bookstoreLog: string | undefined,
  source: Source,
  options: Options,
  context: CommandContext,
  tls: Doors['tls'],
): Plan {
  const port = (name: string) => options[`port-${name}`] as number
  return {
    dataFolder: claim.path,
    log: context.openLog(claim.path),
    now: context.now,
    account: options.account as string,
    shardLimits: options['shard-limits'] === true,
    formats: (options.format as readonly string[]) ?? [],
    stacks: source.stacks,
    flows: source.flows,
    agent: source.agent,
    ...(bookstoreLog ? { bookstore: { logFile: bookstoreLog, port: 0, ...DEMO } } : {}),
    doors: {
      host: options.host as string,
      open: options.open === true,
      ports: { aws: port('aws'), search: port('search'), console: port('console') },
      ...(tls ? { tls } : {}),
      pageDir: fileURLToPath(new URL('web/dist', context.root)),
      info: () => ({
        version: context.version,
        dataFolder: claim.path,
        tailed: source.shown,
        demo: bookstoreLog !== undefined,
      }),
      routes(server, tailrace) {
        registerImportRoutes(server, tailrace, claim.token, context.now)
        registerReplayRoute(server, tailrace, claim.token)
      },
    },
  }
}

function described(path: string, ours: string): { path: string; note?: string } {
  if (path === ours) return { path }
  if (/[*?[\]{}]/.test(path) || existsSync(path)) return { path }
  return { path, note: `waiting for ${path}: it does not exist yet` }
}

/** Whoever asks for both would open everything to everyone. */
function checkOpen({ open, host }: Options) {
  if (!open || LOOPBACK.includes(host as string)) return
  throw new UsageError(
    `--open lets anyone in who can reach the AWS port, so that it goes with a loopback address only, not with --host ${host}. Leave one of them out; \`tailrace env\` prints the keys to sign with.`,
  )
}

function awsNote({ open, data }: Options): string {
  if (open) return 'takes any credentials: --open'
  return `keys: tailrace env${data ? ` --data ${data}` : ''}`
}

function exposure(options: Options): string[] {
  if (LOOPBACK.includes(options.host as string)) return []
  return [
    `Anyone who can reach ${options.host} can read these logs, and write to the search API: there is no sign-in yet.`,
    'The AWS API there takes signed requests only: `tailrace env` prints the keys.',
  ]
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

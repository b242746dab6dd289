import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Invocation } from '../config/parse.ts'
import type { Log } from '../observe/log.ts'
import { createMeter } from '../observe/metrics.ts'
import { observedSink } from '../observe/observed-sink.ts'
import type { Marks } from '../record/index.ts'
import {
  type Configuration,
  createAgent,
  createPublisher,
  createRemoteSinks,
  createTally,
  metricNameOf,
  type Places,
  placesOf,
  type RemoteAccess,
  type RemoteSettings,
  readConfigurationFile,
  statusLine,
} from '../stages/agent/index.ts'
import { agentScreen } from './agent-screen.ts'
import type { CommandContext } from './context.ts'
import { claimDataFolder } from './data-folder.ts'

/** How long the last metrics may take when the agent stops, ms. */
const LAST_METRICS_MILLIS = 3_000

/** `tailrace agent`: tails files and sends them to Kinesis Data Streams or Firehose, until Ctrl-C. */
export async function runAgent({ options }: Invocation, context: CommandContext): Promise<number> {
  const file = resolve(context.workingFolder, options.configuration as string)
  if (!existsSync(file))
    throw new Error(`there is no file ${file}: give the agent's configuration with -c agent.json`)
  const configuration = await readConfigurationFile(file, {
    folder: join(dirname(file), 'agent.d'),
    anonymizeIp: options['anonymize-ip'] === true,
    agent: { cores: availableParallelism() },
  })
  const { remote } = configuration
  if (!remote) throw new Error('The agent has its configuration read for remote services.')
  const services = [...new Set(configuration.flows.map(serviceOf))]
  const places = placesOf(remote, services, context.aws)
  const data = options.data as string | undefined
  const claim = claimDataFolder(
    data ? resolve(context.workingFolder, data) : join(context.home, '.tailrace', 'agent'),
  )
  try {
    const log = context.openLog(claim.path).room('agent')
    const { marks, close } = await openPositions(claim.path, log, context.now)
    try {
      const running = await start({ configuration, remote, places, services, marks, log, context })
      try {
        const paths = { dataFolder: claim.path, logFile: join(claim.path, 'tailrace.log') }
        const { version } = context
        context.stdout.write(agentScreen({ version, configuration, remote, places, ...paths }))
        if (!context.interrupted.aborted) await once(context.interrupted, 'abort')
        context.stdout.write('\nStopping…\n')
      } finally {
        context.stdout.write(`${await running.stop()}\n`)
      }
    } finally {
      await close()
    }
    return 0
  } finally {
    claim.release()
  }
}

type Service = 'kinesis' | 'firehose'

const serviceOf = ({ destination }: Configuration['flows'][number]): Service =>
  'stream' in destination ? 'kinesis' : 'firehose'

/** Positions have the stream engine's store, without a stream in it. */
async function openPositions(folder: string, log: Log, now: () => number): Promise<Opened> {
  const { openStreamEngine } = await import('../engines/stream/lmdb.ts')
  const engine = await openStreamEngine({
    path: join(folder, 'positions'),
    now,
    onSkipped() {},
    onTrouble: (error) => log.error(error.message),
  })
  return { marks: engine.marks, close: () => engine.close() }
}

interface Opened {
  readonly marks: Marks
  close(): Promise<void>
}

interface Parts {
  readonly configuration: Configuration
  readonly remote: RemoteSettings
  readonly places: Places
  readonly services: readonly Service[]
  readonly marks: Marks
  readonly log: Log
  readonly context: CommandContext
}

/** Remote ends, agent, metrics, status: in this order, and stopped in reverse. Only what is used is loaded. */
async function start(parts: Parts): Promise<{ stop(): Promise<string> }> {
  const { configuration, remote, places, services, marks, log, context } = parts
  const { now } = context
  const meter = createMeter(now)
  const tally = createTally()
  const access = (service: Service | 'cloudwatch') => accessTo(service, parts)
  const kinesis = services.includes('kinesis')
    ? (await import('../engines/agent/kinesis.ts')).openKinesis(access('kinesis'), places.of.kinesis.shown)
    : undefined
  const firehose = services.includes('firehose')
    ? (await import('../engines/agent/firehose.ts')).openFirehose(
        access('firehose'),
        places.of.firehose.shown,
      )
    : undefined
  const cloudwatch = remote.metrics.areEmitted
    ? (await import('../engines/agent/cloudwatch.ts')).openCloudWatch(
        access('cloudwatch'),
        places.of.cloudwatch.shown,
      )
    : undefined
  const publisher = createPublisher({
    ...{ meter, remote: cloudwatch, now, log },
    ...{ namespace: remote.metrics.namespace, periodMillis: remote.metrics.periodMillis },
    areLogged: remote.metrics.areLogged,
  })
  const sink = createRemoteSinks({
    ...{ kinesis, firehose, marks },
    requests: remote.requests,
    observed: (each, to) => tally.counted(observedSink(each, meter, metricNameOf(to))),
    onTrouble: (error) => log.error(error.message),
  })
  const agent = createAgent({ sink, marks, now, log, onRead: tally.read }, configuration.flows, {
    shutdownTimeoutMillis: configuration.shutdownTimeoutMillis,
    forgetAfterDays: configuration.checkpointTimeToLiveDays,
  })
  const begun = now()
  const tell = () => {
    const status = agent.status()
    log.info(statusLine(tally.totals(), now() - begun, status))
    if (remote.logsInternals) log.info('Status', { ...tally.totals(), flows: status.flows })
  }
  await agent.start()
  publisher.start()
  const status = setInterval(tell, remote.statusPeriodMillis)
  // Said at once, not only when the first line is to be sent.
  for (const end of [kinesis, firehose]) end?.check().catch((error: Error) => log.error(error.message))
  return {
    async stop() {
      clearInterval(status)
      await agent.stop()
      log.info(statusLine(tally.totals(), now() - begun))
      await publisher.stop(LAST_METRICS_MILLIS)
      kinesis?.close()
      firehose?.close()
      const { recordsRead, recordsSent } = tally.totals()
      return recordsSent >= recordsRead
        ? 'Stopped. All that was read was sent.'
        : `Stopped. ${recordsRead - recordsSent} records were not acknowledged; they are sent at the next start.`
    },
  }
}

function accessTo(service: Service | 'cloudwatch', { remote, places, context }: Parts): RemoteAccess {
  const { endpoint, region } = places.of[service]
  return {
    ...(endpoint ? { endpoint } : {}),
    region,
    identity: {
      ...(remote.keys ? { keys: remote.keys } : {}),
      ...(remote.role ? { role: { ...remote.role, ...stsOf(places) } } : {}),
    },
    http: remote.http,
    userAgent: { product: `tailrace-agent/${context.version}`, ...remote.userAgent },
  }
}

function stsOf(places: Places): { endpoint?: string; region: string } {
  const { endpoint, region } = places.of.sts
  return { region, ...(endpoint ? { endpoint } : {}) }
}

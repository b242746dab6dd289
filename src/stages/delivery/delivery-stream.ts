import type { Log } from '../../observe/log.ts'
import { createTrouble, type Trouble } from '../../observe/trouble.ts'
import type { RecordBatch, RoomHealth, Sink } from '../../record/index.ts'
import { createBell } from './bell.ts'
import { createConveyor } from './conveyor.ts'
import { type Definition, nameOf } from './definition.ts'
import { type Destination, type DestinationContext, markOf } from './destinations/context.ts'
import { openDestination } from './destinations/index.ts'
import { lakeOf } from './destinations/lake.ts'
import { createPatience, Stopped } from './patience.ts'
import type { DeliveryPorts, DirectStream, StreamSource } from './ports.ts'
import { createProcess, type Process } from './processing.ts'
import type { LakeSettings, Settings } from './settings.ts'
import { createTally, type Delivered, type Outcome, type Tally } from './tally.ts'

/** One delivery stream at work. Its failures are its own. */
export interface DeliveryStream {
  readonly settings: Settings
  /** Where producers put records; undefined when a Kinesis stream is the source. */
  readonly sink: Sink | undefined
  status(): DeliveryStreamStatus
  /** Finishes what is in flight, and an object that is growing. */
  stop(): Promise<void>
}

export interface DeliveryStreamStatus extends Omit<Tally, 'lastSuccess'> {
  readonly name: string
  readonly destination: Settings['destination']['kind']
  readonly state: RoomHealth['state']
  readonly lagRecords: number
  readonly lagMillis: number
  readonly lastError?: RoomHealth['lastError']
  /** ISO 8601 */
  readonly lastSuccess?: string
}

export function runDeliveryStream(
  ports: DeliveryPorts,
  settings: Settings,
  log: Log,
  onDelivered: (delivered: Delivered) => void,
): DeliveryStream {
  const { name, processor, destination, backup } = settings
  const trouble = logged(createTrouble(ports.now), log, name)
  const tally = createTally()
  const stopping = new AbortController()
  const direct: DirectStream | undefined =
    settings.sourceArn === undefined ? ports.directStream(name) : undefined
  const main = supervise(deliver)
  const besides = backup && supervise(backUp)

  /** A fault in one run (a source that fails, a destination that is not there) begins another, later. */
  function supervise(run: (signal: AbortSignal, line: Line) => Promise<void>): Line {
    const line: Line = { state: 'starting', source: undefined, done: Promise.resolve() }
    line.done = runAgainAndAgain()
    return line

    async function runAgainAndAgain() {
      for (let attempt = 1; !stopping.signal.aborted; attempt++) {
        const before = tally.records
        try {
          await runOnce((signal) => run(signal, line))
        } catch (error) {
          if (error instanceof Stopped) break
          trouble.raise(error as Error)
          if (tally.records > before) attempt = 1
          await createPatience(ports, trouble, stopping.signal)
            .pause(attempt)
            .catch(() => {})
        }
      }
      line.source?.close?.()
      line.state = 'stopped'
    }
  }

  async function runOnce(run: (signal: AbortSignal) => Promise<void>) {
    const running = new AbortController()
    const stop = () => running.abort()
    stopping.signal.addEventListener('abort', stop)
    try {
      await run(running.signal)
    } finally {
      stopping.signal.removeEventListener('abort', stop)
      running.abort()
    }
  }

  async function deliver(signal: AbortSignal, line: Line) {
    const patience = createPatience(ports, trouble, signal)
    const { arn: deliveryStreamArn, sourceArn: sourceKinesisStreamArn } = settings
    const by = { deliveryStreamArn, ...(sourceKinesisStreamArn ? { sourceKinesisStreamArn } : {}) }
    const transform = processor && ports.transform(processor.functionArn, by)
    if (processor && !transform) throw new Error(`There is no function ${processor.functionArn}.`)
    const process = createProcess({ transform, jq: ports.jq, patience, trouble, now: ports.now }, settings)
    const target = openDestination(ports, settings, process)
    line.source = direct ? ports.directStream(name).source : openSource(ports, settings)
    const position = await target.position()
    if (position) await line.source.seek(position)
    line.state = 'ok'
    await carry(line.source, process, target, { signal, patience, tally, settle })
  }

  /** The same records once more, as they came, in their own time: neither waits for the other. */
  async function backUp(signal: AbortSignal, line: Line) {
    const patience = createPatience(ports, trouble, signal)
    const target = lakeOf(ports, backup as LakeSettings, markOf('backup', settings))
    line.source = direct ? ports.directStream(name, 'backup').source : openSource(ports, settings, 'backup')
    const position = await target.position()
    if (position) await line.source.seek(position)
    const asTheyAre = async (batch: RecordBatch) => [{ batch }]
    await carry(line.source, asTheyAre, target, { signal, patience, tally: createTally(), settle() {} })
  }

  async function carry(
    source: StreamSource,
    process: Process,
    target: Destination,
    { signal, ...own }: Pick<DestinationContext, 'patience' | 'tally' | 'settle'> & { signal: AbortSignal },
  ) {
    const bell = createBell()
    const conveyor = createConveyor({ source, process, bell, signal })
    await target.run({ ...{ ports, settings, conveyor, bell, trouble, acknowledge, signal }, ...own })
    const failure = conveyor.failure()
    if (failure) throw failure
  }

  /** An ack that fails loses nothing: where to begin again is for the destination to say. */
  async function acknowledge(outcomes: readonly Outcome[]) {
    await Promise.allSettled(outcomes.map(({ receipt }) => receipt.ack()))
  }

  function settle(outcomes: readonly Outcome[]) {
    tally.lastSuccess = ports.now()
    const given = outcomes.reduce((sum, { failed }) => sum + failed, 0)
    if (given > 0) log.warn('records went to the error output', { deliveryStream: name, records: given })
    for (const { receipt, rows, unparsed, failed } of outcomes) {
      tally.records += receipt.records
      tally.rows += rows
      tally.unparsed += unparsed
      tally.failed += failed
      const { records, bytes, arrived, source: file } = receipt
      onDelivered({
        deliveryStream: name,
        ...(file === undefined ? {} : { source: file }),
        ...{ rows, unparsed, failed, records, bytes, arrived },
      })
    }
  }

  return {
    settings,
    sink: direct?.sink,
    status() {
      const found = trouble.state()
      const { state, source } = main
      const lag = source?.lag() ?? { records: 0, millis: 0 }
      const { lastSuccess, ...counts } = tally
      return {
        ...{ name, destination: destination.kind },
        state: state === 'stopped' || found.state === 'ok' ? state : found.state,
        ...{ lagRecords: lag.records, lagMillis: lag.millis },
        ...counts,
        ...(found.lastError ? { lastError: found.lastError } : {}),
        ...(lastSuccess === undefined ? {} : { lastSuccess: new Date(lastSuccess).toISOString() }),
      }
    },
    async stop() {
      stopping.abort()
      await Promise.all([main.done, besides?.done])
    },
  }
}

/** One way from the source to a destination. */
interface Line {
  state: RoomHealth['state']
  source: StreamSource | undefined
  done: Promise<void>
}

/** Says in the log when trouble begins and when it is over, not at every attempt in between. */
function logged(trouble: Trouble, log: Log, deliveryStream: string): Trouble {
  return {
    raise(error) {
      if (trouble.state().state === 'ok') {
        log.warn('delivery fails and will be tried again', { deliveryStream, reason: error.message })
      }
      trouble.raise(error)
    },
    clear() {
      if (trouble.state().state !== 'ok') log.info('delivery works again', { deliveryStream })
      trouble.clear()
    },
    state: trouble.state,
  }
}

/** Makes sure that records are kept from now on; reading begins with what arrives after this moment. */
export async function prepareSource(ports: DeliveryPorts, settings: Settings): Promise<void> {
  if (settings.sourceArn === undefined) return ports.directStream(settings.name).ready?.()
  openSource(ports, settings).close?.()
  if (settings.backup) openSource(ports, settings, 'backup').close?.()
}

/** An update has switched the backup on: it begins where the destination is, which has stopped. */
export async function beginBackup(ports: DeliveryPorts, settings: Settings): Promise<void> {
  const mark = markOf('backup', settings)
  if (!settings.backup || ports.marks.read(mark) !== undefined) return
  const position = await openDestination(ports, settings, async () => []).position()
  if (position) await ports.marks.write(mark, JSON.stringify({ position }))
}

/** Of a delivery stream that has stopped: its places in the source, or the records put to it directly. */
export async function forgetSource(ports: DeliveryPorts, definition: Definition): Promise<void> {
  const name = nameOf(definition)
  const sourceArn = definition.input.KinesisStreamSourceConfiguration?.KinesisStreamARN
  if (sourceArn === undefined) return ports.directStream(name).remove?.()
  const { createdAt } = definition
  for (const consumer of [undefined, 'backup'] as const) {
    let source: StreamSource
    try {
      source = openSource(ports, { name, sourceArn, createdAt }, consumer)
    } catch {
      return // the stream went before, and its consumers with it
    }
    await source.forget?.()
    source.close?.()
  }
}

/** The consumer's name tells a delivery stream from an earlier one of the same name. */
function openSource(
  ports: DeliveryPorts,
  { sourceArn, name, createdAt }: Pick<Settings, 'sourceArn' | 'name' | 'createdAt'>,
  consumer?: 'backup',
): StreamSource {
  const suffix = consumer ? `-${consumer}` : ''
  return ports.openSource(sourceArn as string, `firehose-${name}-${createdAt}${suffix}`, 'LATEST')
}

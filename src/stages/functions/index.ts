import { createTrouble } from '../../observe/trouble.ts'
import type { DocumentBatch, RecordBatch, RoomHealth, Service } from '../../record/index.ts'
import { describeBuiltIn } from './built-in.ts'
import { readAgent } from './core/agents/agent.ts'
import {
  createExplain,
  type Detection,
  detectFormats,
  type Explain,
  type Explanation,
} from './core/explain.ts'
import { readFunctionName } from './core/function-name.ts'
import { createGeoDatabase, IDLE_MILLIS } from './geo-database.ts'
import type { FromWorker } from './messages.ts'
import { createLambda, type Lambda } from './own/lambda.ts'
import { noOwnFunctions } from './own/none.ts'
import { arnFor, resolve } from './own/registry.ts'
import { type OwnTransform, ownTransform } from './own/transforming.ts'
import type { FunctionsPorts } from './ports.ts'
import { lambdaService } from './service.ts'
import { lambdaTime } from './shapes.ts'
import { createWorkshop } from './workshop.ts'

export type { Detection, Explain, Explanation, FormatDescription } from './core/explain.ts'
export { createExplain, describeFormat, detectFormats, explainLine } from './core/explain.ts'
export { formatNames } from './core/formats/named.ts'
export { rowOf } from './core/row.ts'
export { FormatError } from './errors.ts'
export { type OwnTransform, ownTransform, type Transformed } from './own/transforming.ts'
export type {
  CodeStore,
  FunctionEngine,
  FunctionsPorts,
  InvocationResult,
  OwnFunctionsPorts,
  Program,
} from './ports.ts'
export { CodeError } from './ports.ts'

export interface Functions {
  /** The built-in function `tailrace-enrich`: parse and enrich. Results are shared by callers with the same batch. */
  transform(batch: RecordBatch): Promise<DocumentBatch>
  /**
   * The transform of a function ARN (or name) for a delivery stream, or undefined if there is no such function: the
   * built-in one gives documents, a user's gives records.
   */
  transformFor(
    arn: string,
    by?: TransformBy,
  ): ((batch: RecordBatch) => Promise<DocumentBatch>) | OwnTransform | undefined
  /** The ARN of `tailrace-enrich`. */
  readonly enrichArn: string
  /** Event-source mappings begin; events that an earlier life left are taken up; code that no function has is removed. */
  start(): void
  /** Services `lambda` for the dispatch. */
  readonly service: Service
  /** A line field by field, with country and browser. `formats` other than the room's own may be given. */
  explain(line: string | Uint8Array, formats?: readonly string[]): Explanation
  detect(lines: readonly (string | Uint8Array)[]): Detection
  health(): RoomHealth
  close(): Promise<void>
}

const ENRICH = 'tailrace-enrich'

/** By name or ARN, with or without `:$LATEST`. */
function isEnrich(given: string): boolean {
  const { name, qualifier = '$LATEST' } = readFunctionName(given) ?? {}
  return name === ENRICH && qualifier === '$LATEST'
}

/** Which delivery stream asks. */
export interface TransformBy {
  readonly deliveryStreamArn: string
  readonly sourceKinesisStreamArn?: string
}

function ownTransformFor(lambda: Lambda, arn: string, by?: TransformBy): OwnTransform | undefined {
  const { registry, place, invoker, uuid, ports } = lambda
  const find = () => resolve(registry, place, arn)
  try {
    find()
  } catch {
    return undefined
  }
  const { region, account } = place
  const deliveryStreamArn = `arn:aws:firehose:${region}:${account}:deliverystream/unknown`
  return ownTransform({
    ...{ resolve: find, uuid },
    invoke: (resolved, event) => invoker.invoke(resolved, event),
    about: { deliveryStreamArn, ...by, region: by?.deliveryStreamArn.split(':')[3] ?? region },
    sequenceNumberOf: ports.sequenceNumberOf ?? ((batch, at) => String((batch.origin?.first ?? 0) + at)),
  })
}

function start({ events, mappings, code }: Lambda): void {
  events.start()
  mappings.start()
  code.sweep().catch(() => {})
}

function ownCounts({ registry, invoker }: Lambda) {
  return Object.fromEntries(registry.list().map(({ name }) => [name, invoker.counts(name)]))
}

interface Counters {
  records: number
  rows: number
  unparsed: number
  headers: number
  readonly formats: Record<string, number>
}

/** Throws FormatError when a format can't be used. The worker thread starts with the first batch. */
export function createFunctions(ports: FunctionsPorts): Functions {
  const { now, formats = [], geoFile } = ports
  const log = ports.log.room('functions')
  const explainers = new Map<string, Explain>()
  const geo = createGeoDatabase({ file: geoFile, now })
  const explainFor = (given: readonly string[]) => {
    const key = JSON.stringify(given)
    const explain =
      explainers.get(key) ?? createExplain({ formats: given, enrichers: { locate: geo.locate, readAgent } })
    if (explainers.size > 16) explainers.clear()
    explainers.set(key, explain)
    return explain
  }
  // A wrong format is refused here, by name, not in the thread later.
  createExplain({ formats })

  const trouble = createTrouble(now)
  const counters: Counters = { records: 0, rows: 0, unparsed: 0, headers: 0, formats: {} }
  let geoState: FromWorker['geo'] = { loaded: [] }
  let restarts = 0
  let stopped = false
  let sweep: NodeJS.Timeout | undefined
  const workshop = createWorkshop({
    settings: { formats, geoFile },
    done(answer, batch) {
      trouble.clear()
      count(counters, answer, batch)
      if (answer.geo.error && answer.geo.error !== geoState.error) log.warn(answer.geo.error)
      geoState = answer.geo
    },
    died(reason, batches) {
      restarts++
      trouble.raise(reason)
      log.error(reason.message, { waiting: batches })
    },
  })

  const memory = new WeakMap<RecordBatch, Promise<DocumentBatch>>()
  const transform = (batch: RecordBatch) => {
    const known = memory.get(batch)
    if (known) return known
    const result = workshop.parse(batch)
    memory.set(batch, result)
    result.catch((reason: Error) => {
      memory.delete(batch)
      if (!stopped) trouble.raise(reason)
    })
    return result
  }
  const place = { account: ports.account, region: ports.region }
  const enrichArn = arnFor(place, ENRICH)
  const lambda = createLambda(ports.own ?? noOwnFunctions(), {
    ...{ place, now, meter: ports.meter },
    builtIns: [
      describeBuiltIn({
        name: ENRICH,
        arn: enrichArn,
        description:
          'Parses access-log lines and adds country, city, browser and operating system. Built in.',
        modified: lambdaTime(now()),
      }),
    ],
    onGivenUp: (sentence) => log.warn(sentence),
    onTrouble(error) {
      trouble.raise(error)
      log.warn(error.message)
    },
  })
  return {
    transform,
    transformFor: (arn, by) => (isEnrich(arn) ? transform : ownTransformFor(lambda, arn, by)),
    start: () => start(lambda),
    enrichArn,
    service: lambdaService(lambda),
    explain(line, given) {
      sweep ??= setInterval(() => geo.release(now()), IDLE_MILLIS / 4).unref()
      return explainFor(given ?? formats)(line)
    },
    detect: (lines) => detectFormats(lines, formats),
    health: () => ({
      room: 'functions',
      ...trouble.state(),
      ...(stopped ? { state: 'stopped' as const } : {}),
      detail: {
        function: ENRICH,
        ...counters,
        workerRestarts: restarts,
        geo: geoState,
        own: ownCounts(lambda),
      },
    }),
    async close() {
      stopped = true
      clearInterval(sweep)
      lambda.events.stop()
      lambda.mappings.stop()
      await workshop.close()
    },
  }
}

function count(counters: Counters, answer: FromWorker, batch: RecordBatch): void {
  counters.records += batch.ends.length
  counters.rows += answer.documents.rows
  counters.unparsed += answer.documents.unparsed
  counters.headers += answer.headers
  for (const [format, lines] of Object.entries(answer.formats)) {
    counters.formats[format] = (counters.formats[format] ?? 0) + lines
  }
}

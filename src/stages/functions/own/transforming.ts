import { keyOf, type RecordBatch, ServiceError } from '../../../record/index.ts'
import {
  AnswerError,
  type Answered,
  cutForEvents,
  type EventSource,
  type FailedRecord,
  readAnswer,
  recordIdsOf,
  type SequenceNumberOf,
  writeEvent,
} from '../core/firehose-event.ts'

/** What a user's function made of a batch, as a delivery stream takes it. Records in neither list were dropped. */
export interface Transformed {
  readonly made: RecordBatch
  /** Place in the given batch of each record of `made`, ascending. */
  readonly places: Uint32Array
  readonly partitionKeys?: readonly (Readonly<Record<string, string>> | undefined)[]
  readonly failed: readonly FailedRecord[]
}

export interface OwnTransform {
  (batch: RecordBatch): Promise<Transformed>
  readonly gives: 'records'
}

export interface TransformingPorts<Subject> {
  /** Throws when the function is not there any more. */
  readonly resolve: () => Subject
  readonly invoke: (subject: Subject, event: Uint8Array) => Promise<Told>
  readonly uuid: () => string
  readonly about: EventSource
  readonly sequenceNumberOf: SequenceNumberOf
}

interface Told {
  readonly payload: Uint8Array
  readonly failed: boolean
}

const MOST_EVENT_BYTES = 6_291_456
/** Base64 of Firehose's largest buffer, 3 MB: leaves room for answers that are larger than what was asked. */
const EVENT_BYTES = 4_400_000

/**
 * Invokes a function with the records of a batch, several events at once where one has no room for it. Rejects when an
 * invocation fails (`code` is Firehose's); given the same batch again, only what failed is invoked again.
 */
export function ownTransform<Subject>(ports: TransformingPorts<Subject>): OwnTransform {
  const done = new WeakMap<RecordBatch, Map<number, Answered>>()

  async function transform(batch: RecordBatch): Promise<Transformed> {
    const subject = found(ports.resolve)
    const ids = recordIdsOf(batch)
    const answers = done.get(batch) ?? new Map<number, Answered>()
    done.set(batch, answers)
    const runs = cutForEvents(batch, EVENT_BYTES, ports.about.sourceKinesisStreamArn !== undefined)
    const results = await Promise.allSettled(
      runs.map(async (run) => {
        if (!answers.has(run[0])) answers.set(run[0], await invoke(batch, ids, run, subject))
      }),
    )
    const failure = results.find((result) => result.status === 'rejected')
    if (failure) throw failure.reason
    done.delete(batch)
    return joined(
      batch,
      runs.map(([from]) => answers.get(from) as Answered),
    )
  }

  async function invoke(
    batch: RecordBatch,
    ids: readonly string[],
    run: [number, number],
    subject: Subject,
  ): Promise<Answered> {
    const about = { ...ports.about, invocationId: ports.uuid() }
    const event = writeEvent(batch, ids, run, about, ports.sequenceNumberOf)
    if (event.length > MOST_EVENT_BYTES) {
      throw new AnswerError('Lambda.RequestTooLarge', `The event is larger than ${MOST_EVENT_BYTES} bytes.`)
    }
    const { payload, failed } = await ports.invoke(subject, event).catch(asFailure)
    if (failed) throw functionFailure(payload)
    return readAnswer(payload, ids, run)
  }

  return Object.assign(transform, { gives: 'records' as const })
}

function found<Subject>(resolve: () => Subject): Subject {
  try {
    return resolve()
  } catch (error) {
    throw new AnswerError('Lambda.ResourceNotFound', (error as Error).message)
  }
}

function asFailure(error: unknown): never {
  if (error instanceof ServiceError && error.status === 429) {
    throw new AnswerError('Lambda.InvokeLimitExceeded', error.message)
  }
  throw error
}

/** What the handler said, as far as it fits into a sentence. */
function functionFailure(payload: Uint8Array): AnswerError {
  let told: { errorType?: unknown; errorMessage?: unknown } | undefined
  try {
    told = JSON.parse(Buffer.from(payload).toString())
  } catch {
    // Whatever an executable says instead of JSON.
  }
  const type = typeof told?.errorType === 'string' ? told.errorType : 'Unhandled'
  const message = typeof told?.errorMessage === 'string' ? told.errorMessage : ''
  const code =
    type === 'Function.ResponseSizeTooLarge'
      ? 'Lambda.ResponseTooLarge'
      : type === 'Sandbox.Timedout'
        ? 'Lambda.FunctionTimedOut'
        : 'Lambda.FunctionError'
  return new AnswerError(code, `The Lambda function failed: ${type}: ${message}`.slice(0, 1000))
}

function joined(batch: RecordBatch, answers: readonly Answered[]): Transformed {
  const count = answers.reduce((sum, { ends }) => sum + ends.length, 0)
  const ends = new Uint32Array(count)
  const places = new Uint32Array(count)
  const failed: FailedRecord[] = []
  let [at, start] = [0, 0]
  for (const answer of answers) {
    for (let i = 0; i < answer.ends.length; i++) {
      ends[at] = start + answer.ends[i]
      places[at++] = answer.places[i]
    }
    start += answer.bytes.length
    failed.push(...answer.failed)
  }
  const bytes = answers.length === 1 ? answers[0].bytes : Buffer.concat(answers.map((each) => each.bytes))
  const keys = batch.keys.length === 1 ? batch.keys : Array.from(places, (place) => keyOf(batch, place))
  const times = Float64Array.from(places, (place) => batch.times[place])
  const partitionKeys = answers.some((each) => each.partitionKeys)
    ? answers.flatMap((each) => each.partitionKeys ?? each.ends.map(() => undefined))
    : undefined
  return {
    made: { bytes, ends, times, keys },
    places,
    failed,
    ...(partitionKeys ? { partitionKeys } : {}),
  }
}

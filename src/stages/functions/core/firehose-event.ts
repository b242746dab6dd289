import { keyOf, type RecordBatch } from '../../../record/index.ts'

/** What a delivery stream tells a function of itself. */
export interface EventSource {
  readonly deliveryStreamArn: string
  /** Of a delivery stream that reads a Kinesis stream. */
  readonly sourceKinesisStreamArn?: string
  readonly region: string
}

/** Tells the sequence number of a record of a Kinesis stream. */
export type SequenceNumberOf = (batch: RecordBatch, at: number) => string

/** 24 digits and the shard's own number: the same record has the same id whenever it is sent again. */
export function recordIdsOf({ origin, ends }: RecordBatch): string[] {
  const first = origin?.first ?? 0
  const shard = /\d+$/.exec(origin?.shard ?? '')?.[0] ?? ''
  return Array.from(ends, (_, at) => `49${shard}${String(first + at).padStart(24, '0')}`)
}

/**
 * The event of a data transformation (JSON, UTF-8), records `from` to `to`.
 *
 *   {invocationId, deliveryStreamArn, sourceKinesisStreamArn?, region, records: [
 *     {recordId, approximateArrivalTimestamp, data: base64, kinesisRecordMetadata?: {
 *       sequenceNumber, subsequenceNumber, partitionKey, shardId, approximateArrivalTimestamp}}]}
 *
 * Hot path: written as text, 0.6 µs a record of 250 bytes where JSON.stringify takes 1.5.
 */
export function writeEvent(
  batch: RecordBatch,
  ids: readonly string[],
  [from, to]: readonly [number, number],
  about: EventSource & { readonly invocationId: string },
  sequenceNumberOf: SequenceNumberOf,
): Uint8Array {
  const { invocationId, deliveryStreamArn, sourceKinesisStreamArn, region } = about
  const ofKinesis = sourceKinesisStreamArn !== undefined
  const head = { invocationId, deliveryStreamArn, ...(ofKinesis ? { sourceKinesisStreamArn } : {}), region }
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.length)
  let text = `${JSON.stringify(head).slice(0, -1)},"records":[`
  let start = from === 0 ? 0 : batch.ends[from - 1]
  for (let at = from; at < to; at++) {
    const end = batch.ends[at]
    const time = Math.floor(batch.times[at])
    if (at > from) text += ','
    text += `{"recordId":"${ids[at]}","approximateArrivalTimestamp":${time},"data":"${bytes.toString('base64', start, end)}"`
    if (ofKinesis) {
      const key = JSON.stringify(keyOf(batch, at))
      const sequence = sequenceNumberOf(batch, at)
      text += `,"kinesisRecordMetadata":{"sequenceNumber":"${sequence}","subsequenceNumber":0,"partitionKey":${key},"shardId":"${batch.origin?.shard ?? ''}","approximateArrivalTimestamp":${time}}`
    }
    text += '}'
    start = end
  }
  return Buffer.from(`${text}]}`)
}

/** JSON of a record beside its data: ids, times, names. */
const RECORD_BYTES = 140
const METADATA_BYTES = 260

/** Runs of records whose event stays under `mostBytes`; a larger record is a run of its own. */
export function cutForEvents(
  batch: RecordBatch,
  mostBytes: number,
  ofKinesis: boolean,
): [from: number, to: number][] {
  const runs: [number, number][] = []
  let [from, start, size] = [0, 0, 0]
  for (let at = 0; at < batch.ends.length; at++) {
    const base64 = Math.ceil((batch.ends[at] - start) / 3) * 4
    const metadata = ofKinesis ? METADATA_BYTES + Buffer.byteLength(keyOf(batch, at)) * 2 : 0
    const record = base64 + RECORD_BYTES + metadata
    if (at > from && size + record > mostBytes) {
      runs.push([from, at])
      from = at
      size = 0
    }
    size += record
    start = batch.ends[at]
  }
  if (from < batch.ends.length) runs.push([from, batch.ends.length])
  return runs
}

/** What a function made of a run. */
export interface Answered {
  /** Bodies of those with the result Ok, end to end, and where each stops. */
  readonly bytes: Uint8Array
  readonly ends: readonly number[]
  /** Place in the batch of each. */
  readonly places: readonly number[]
  readonly partitionKeys?: readonly (Readonly<Record<string, string>> | undefined)[]
  readonly failed: readonly FailedRecord[]
  readonly dropped: number
}

export interface FailedRecord {
  readonly at: number
  readonly code: string
  readonly message: string
}

/** An answer that fails all of its records; `code` is Firehose's. */
export class AnswerError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'AnswerError'
    this.code = code
  }
}

interface AnswerRecord {
  readonly recordId?: unknown
  readonly result?: unknown
  readonly data?: unknown
  readonly metadata?: { readonly partitionKeys?: unknown } | null
}

/** Reads what a function answered for records `from` to `to`. Throws `AnswerError`. */
export function readAnswer(
  payload: Uint8Array,
  ids: readonly string[],
  [from, to]: readonly [number, number],
): Answered {
  const byPlace = inOrder(recordsOf(payload), ids, from, to)
  const out = new Uint8Array(
    byPlace.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0),
  )
  const buffer = Buffer.from(out.buffer)
  const ends: number[] = []
  const places: number[] = []
  const failed: FailedRecord[] = []
  const keys: (Readonly<Record<string, string>> | undefined)[] = []
  let [length, dropped, hasKeys] = [0, 0, false]
  for (let i = 0; i < byPlace.length; i++) {
    const { result, data, metadata } = byPlace[i]
    const at = from + i
    if (result === 'Dropped') {
      dropped++
    } else if (result === 'Ok') {
      const size = typeof data === 'string' ? buffer.write(data, length, 'base64') : -1
      if (size !== sizeOfBase64(data)) {
        failed.push({ at, ...failures.badData })
        continue
      }
      length += size
      ends.push(length)
      places.push(at)
      const partitionKeys = keysOf(metadata)
      hasKeys ||= partitionKeys !== undefined
      keys.push(partitionKeys)
    } else {
      failed.push({
        at,
        ...(result === 'ProcessingFailed' ? failures.processingFailed : failures.badResult(result)),
      })
    }
  }
  return {
    bytes: out.subarray(0, length),
    ...{ ends, places, failed, dropped },
    ...(hasKeys ? { partitionKeys: keys } : {}),
  }
}

/** Bytes that base64 stands for; -2 when it is none. */
function sizeOfBase64(data: unknown): number {
  if (typeof data !== 'string') return -2
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
  return Math.floor(((data.length - padding) * 3) / 4)
}

function recordsOf(payload: Uint8Array): readonly AnswerRecord[] {
  let answer: { records?: unknown } | null
  try {
    answer = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString())
  } catch {
    throw new AnswerError('Lambda.JsonProcessingException', answerSentences.json)
  }
  const records = answer?.records
  const isRecord = (each: unknown) => typeof each === 'object' && each !== null
  if (!Array.isArray(records) || !records.every(isRecord)) {
    throw new AnswerError('Lambda.JsonProcessingException', answerSentences.json)
  }
  return records
}

/** The records of an answer in the order in which they were sent. Handlers nearly always keep it. */
function inOrder(
  records: readonly AnswerRecord[],
  ids: readonly string[],
  from: number,
  to: number,
): readonly AnswerRecord[] {
  if (records.length === to - from && records.every(({ recordId }, i) => recordId === ids[from + i])) {
    return records
  }
  const byId = new Map<unknown, AnswerRecord>()
  for (const record of records) {
    if (byId.has(record.recordId)) {
      throw new AnswerError('Lambda.DuplicatedRecordId', answerSentences.duplicated(String(record.recordId)))
    }
    byId.set(record.recordId, record)
  }
  const sent = ids.slice(from, to)
  const missing = sent.filter((id) => !byId.has(id))
  if (missing.length > 0) {
    throw new AnswerError('Lambda.MissingRecordId', answerSentences.missing(missing.length, missing[0]))
  }
  if (byId.size > sent.length) {
    const known = new Set<unknown>(sent)
    const other = [...byId.keys()].find((id) => !known.has(id))
    throw new AnswerError('Lambda.UnknownRecordId', answerSentences.unknown(String(other)))
  }
  return sent.map((id) => byId.get(id) as AnswerRecord)
}

function keysOf(metadata: AnswerRecord['metadata']): Readonly<Record<string, string>> | undefined {
  const keys = metadata?.partitionKeys
  if (typeof keys !== 'object' || keys === null) return undefined
  return Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, String(value)]))
}

/** Sentences of Firehose's error output, with the place where it helps. */
const answerSentences = {
  json: 'There was an error parsing JSON output from the Lambda function. It has to be {"records": [{"recordId", "result", "data"}]}.',
  missing: (count: number, first: string) =>
    `One or more record Ids were not returned (${count}, the first is ${first}). Ensure that the Lambda function returns all received record Ids.`,
  duplicated: (id: string) =>
    `Multiple records were returned with the same record Id (${id.slice(0, 100)}). Ensure that the Lambda function returns unique record Ids for each record.`,
  unknown: (id: string) => `A record Id was returned that was not sent: ${id.slice(0, 100)}.`,
}

const failures = {
  processingFailed: {
    code: 'Lambda.FunctionError',
    message: 'The Lambda function was successfully invoked but it returned an error result.',
  },
  badResult: (result: unknown) => ({
    code: 'Lambda.InvalidResult',
    message: `The result of a record is Ok, Dropped or ProcessingFailed, not ${JSON.stringify(result)?.slice(0, 100) ?? 'absent'}.`,
  }),
  badData: {
    code: 'Lambda.JsonProcessingException',
    message: 'The data of a record with the result Ok is no base64.',
  },
}

import { maskAddresses } from './core/address-mask.ts'
import type { Processing } from './core/converters/index.ts'
import { type Cutter, createLineCutter, MOST_RECORDS } from './core/lines.ts'
import { createRecordCutter } from './core/records.ts'

export type Destination = { readonly stream: string } | { readonly deliveryStream: string }

/** One source of lines: the files that match a pattern, and where their records go. */
export interface Flow {
  /** Unique; the Kinesis Agent's form is `fw:kinesis:STREAM:PATTERN`. */
  readonly id: string
  /** Absolute path; `*`, `?`, `[]` and `{}` in the file name only. */
  readonly filePattern: string
  /** The path is one file's name, whatever characters it holds. */
  readonly literal: boolean
  readonly destination: Destination
  readonly initialPosition: 'START_OF_FILE' | 'END_OF_FILE'
  readonly maxBufferAgeMillis: number
  readonly maxBufferSizeRecords: number
  readonly maxBufferSizeBytes: number
  readonly minTimeBetweenFilePollsMillis: number
  readonly maxTimeBetweenFileTrackerRefreshMillis: number
  readonly retryInitialBackoffMillis: number
  readonly retryMaxBackoffMillis: number
  readonly partitionKeyOption: 'RANDOM' | 'DETERMINISTIC'
  readonly aggregatedRecordSizeBytes: number
  readonly skipHeaderLines: number
  readonly multiLineStartPattern?: RegExp
  readonly fileFooterPattern?: RegExp
  readonly truncatedRecordTerminator: string
  readonly processings: readonly Processing[]
  readonly anonymizeIp: boolean
  /** Absent: the destination's own limit. */
  readonly maxRecordBytes?: number
  /** Most pushes of one file in flight while there is much to catch up with. */
  readonly window?: number
  /** Each record has a random key of its own; else those of a batch share one. */
  readonly hasKeyEach?: boolean
}

export const MAX_RECORD = { stream: 1_048_576, deliveryStream: 1_024_000 }

/** Longest partition key that the agent makes (md5 in hexadecimal): Kinesis's limit of 1 MiB holds with the key. */
const KEY_BYTES = 32
/** Pieces of up to 5 MiB are in memory for each push in flight. */
const REMOTE_WINDOW = 8

/** How a flow is to be cut and sent when its destination is a service and not a room of this process. */
export function remoteFlow<F extends Pick<Flow, 'destination'>>(flow: F, requests: number) {
  const isStream = 'stream' in flow.destination
  return {
    ...flow,
    ...(isStream ? { maxRecordBytes: MAX_RECORD.stream - KEY_BYTES, hasKeyEach: true } : {}),
    window: Math.min(REMOTE_WINDOW, requests),
  }
}

export function recordLimit(flow: Pick<Flow, 'destination' | 'maxRecordBytes'>): number {
  return flow.maxRecordBytes ?? MAX_RECORD['stream' in flow.destination ? 'stream' : 'deliveryStream']
}

/** The destination as the Kinesis Agent's metrics name it. */
export function metricNameOf(destination: Destination): string {
  return 'stream' in destination
    ? `KinesisStream:${destination.stream}`
    : `DeliveryStream:${destination.deliveryStream}`
}

/** Bytes read at once: longer than the longest record, and about 8,000 lines of an access log. */
export const CHUNK_BYTES = 1_835_008

/** Flow of `up LOG`: lines are sent as soon as they are there, in batches as large as there is to read. */
export function flowForLog(
  path: string,
  destination: Destination,
  options: {
    readonly from?: 'start' | 'end'
    readonly anonymizeIp?: boolean
    readonly literal?: boolean
  } = {},
): Flow {
  return {
    id: `log:${nameOf(destination)}:${path}`,
    filePattern: path,
    literal: options.literal ?? false,
    destination,
    initialPosition: options.from === 'end' ? 'END_OF_FILE' : 'START_OF_FILE',
    maxBufferAgeMillis: 0,
    maxBufferSizeRecords: MOST_RECORDS,
    maxBufferSizeBytes: CHUNK_BYTES,
    minTimeBetweenFilePollsMillis: 100,
    maxTimeBetweenFileTrackerRefreshMillis: 10_000,
    retryInitialBackoffMillis: 100,
    retryMaxBackoffMillis: 10_000,
    partitionKeyOption: 'RANDOM',
    aggregatedRecordSizeBytes: 0,
    skipHeaderLines: 0,
    truncatedRecordTerminator: '\n',
    processings: [],
    anonymizeIp: options.anonymizeIp ?? false,
  }
}

/** `stream:NAME` or `deliveryStream:NAME`: positions are kept by it. */
export function nameOf(destination: Destination): string {
  return 'stream' in destination
    ? `stream:${destination.stream}`
    : `deliveryStream:${destination.deliveryStream}`
}

export function cutterFor(flow: Flow): Cutter {
  const limits = {
    maxRecordBytes: recordLimit(flow),
    terminator: Buffer.from(flow.truncatedRecordTerminator),
  }
  if (isPlain(flow))
    return flow.anonymizeIp ? maskedCutter(createLineCutter(limits)) : createLineCutter(limits)
  return createRecordCutter({
    ...limits,
    skipHeaderLines: flow.skipHeaderLines,
    ...(flow.multiLineStartPattern ? { recordStart: flow.multiLineStartPattern } : {}),
    ...(flow.fileFooterPattern ? { footer: flow.fileFooterPattern } : {}),
    processings: flow.processings,
    aggregatedBytes: flow.aggregatedRecordSizeBytes,
    anonymizeIp: flow.anonymizeIp,
  })
}

function isPlain(flow: Flow): boolean {
  return (
    flow.processings.length === 0 &&
    flow.skipHeaderLines === 0 &&
    flow.aggregatedRecordSizeBytes === 0 &&
    !flow.multiLineStartPattern &&
    !flow.fileFooterPattern
  )
}

function maskedCutter(cut: Cutter): Cutter {
  return (chunk, state) => {
    const lines = cut(chunk, state)
    return lines.ends.length === 0 ? lines : { ...lines, ...maskAddresses(lines.bytes, lines.ends) }
  }
}

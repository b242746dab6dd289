import { bodyOf, countOf } from '../../../record/index.ts'
import { createFragments } from '../../../record/json-fragments.ts'
import { jsonLines } from '../../../record/json-lines.ts'
import { type Converter, createConverter, failureOf } from '../conversion.ts'
import type { Load } from '../conveyor.ts'
import {
  conversionDocument,
  type ErrorType,
  errorDocument,
  type FailedRecord,
  processingFailed,
} from '../core/error-document.ts'
import type { Schema } from '../core/json-schema.ts'
import { evaluatePrefix, LONGEST_PREFIX } from '../core/prefix.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Part } from '../processing.ts'
import type { LakeSettings, Settings } from '../settings.ts'
import type { Outcome } from '../tally.ts'
import { tableBody } from './bodies/table.ts'
import { DATA } from './lake-mark.ts'
import { createObjectBody, type ObjectBody } from './object-body.ts'
import { delimited } from './raw-records.ts'

/** Objects on their way: what was taken since the last commit. */
export interface Growing {
  readonly shelves: Map<string, Shelf>
  readonly failed: Map<ErrorType, Pile>
  /** Objects that a partition has had since the last commit. */
  readonly turns: Map<string, number>
  /** It got its first record as long ago as the hints say. A timer tells: it may fire a little before the clock says so. */
  isOld: boolean
  /** When its oldest record arrived, ms since 1970. */
  oldest: number
  readonly outcomes: Outcome[]
}

/** One object. */
export interface Shelf {
  readonly slot: string
  /** Of the partition's keys, in the order of the prefix. */
  readonly values: readonly string[]
  readonly body: ObjectBody
  /** Of this object alone: the one before may still be compressing its last lines. */
  readonly scratch: (size: number) => Uint8Array
  oldest: number
}

export interface Pile {
  readonly documents: Uint8Array[]
  bytes: number
}

/** Partitions with records on their way: AWS's quota. */
export const MOST_PARTITIONS = 500

const UUID = '00000000-0000-0000-0000-000000000000'

export interface Filler {
  begin(): Growing
  add(growing: Growing, load: Load): Promise<void>
  /** The columns of all objects so far; undefined when records are not converted. */
  schema(): Schema | undefined
}

/** Puts records where they belong. */
export function createFiller(
  { parquet, now }: Pick<DeliveryPorts, 'parquet' | 'now'>,
  settings: Settings,
  destination: LakeSettings,
  known: Schema,
): Filler {
  const fragments = createFragments()
  const { partitioning, conversion, prefix, delimiter } = destination
  if (conversion && !parquet) throw new Error('There is nothing here that writes Parquet.')
  const converter = conversion && createConverter(conversion, known, now)

  async function add(growing: Growing, { parts, receipt }: Load) {
    const counts = { rows: 0, unparsed: 0, failed: 0 }
    for (const part of parts) {
      growing.oldest = Math.min(growing.oldest, part.batch.times[0])
      counts.failed += addFailed(growing, part)
      if (part.failure) continue
      counts.unparsed += part.unparsed ?? 0
      if (partitioning) await addSorted(growing, part, counts)
      else if (converter) await addConverted(growing, part, converter, counts)
      else counts.rows += await addWhole(growing, part)
    }
    growing.outcomes.push({ receipt, ...counts })
  }

  function addFailed(growing: Growing, part: Part): number {
    if (part.failure) {
      const functionArn = settings.processor?.functionArn ?? ''
      pile(growing, 'processing-failed', processingFailed(part.batch, part.failure, functionArn))
      return countOf(part.batch)
    }
    for (const each of part.failed ?? []) addFailure(growing, each.type, each)
    return part.failed?.length ?? 0
  }

  function addFailure(growing: Growing, type: ErrorType, record: FailedRecord) {
    const lambdaArn = settings.processor?.functionArn ?? ''
    pile(growing, type, errorDocument(record, type === 'processing-failed' ? { lambdaArn } : {}))
  }

  /** Hot path: a batch at a time, no look at any record. */
  async function addWhole(growing: Growing, { batch, made, documents }: Part): Promise<number> {
    const shelf = shelfOf(growing, DATA, [])
    shelf.oldest = Math.min(shelf.oldest, batch.times[0])
    const { body, scratch } = shelf
    if (documents) {
      await body.write(jsonLines(documents, fragments, body.keeps ? undefined : scratch))
      return documents.rows
    }
    const records = made?.made ?? batch
    await body.write(delimited(records, delimiter))
    return countOf(records)
  }

  async function addConverted(growing: Growing, part: Part, { lines }: Converter, counts: Counts) {
    const { bytes, rows, failed } = lines(part)
    const shelf = shelfOf(growing, DATA, [])
    shelf.oldest = Math.min(shelf.oldest, part.batch.times[0])
    if (bytes.length > 0) await shelf.body.write(bytes)
    for (const each of failed) addUnconverted(growing, part, each.at, each)
    counts.rows += rows
    counts.failed += failed.length
  }

  function addUnconverted(growing: Growing, part: Part, at: number, record: FailedRecord) {
    const place = part.made?.places[at] ?? at
    const sub = part.made ? at - part.made.places.indexOf(place) : 0
    const number = String((part.batch.origin?.first ?? 0) + place)
    pile(growing, 'format-conversion-failed', conversionDocument(record, { number, sub }))
  }

  /** Record by record, to the partitions that their keys name. */
  async function addSorted(growing: Growing, part: Part, counts: Counts) {
    const records = part.made?.made ?? part.batch
    const isLines = part.unparsed !== undefined
    for (let at = 0; at < countOf(records); at++) {
      const values = prefix.keys.map(({ from, name }) => part.keys?.[at]?.[from][name] ?? '')
      const problem = problemOf(growing, values)
      const body = bodyOf(records, at)
      if (problem) {
        const failure = { attemptsMade: 1, ...problem, attemptEndingTimestamp: now() }
        addFailure(growing, 'dynamic-partitioning-failed', { body, arrived: records.times[at], failure })
        counts.failed++
        continue
      }
      const line = converter ? converter.line(body) : body
      if ('message' in line) {
        addUnconverted(growing, part, at, failureOf(body, records.times[at], line.message, now()))
        counts.failed++
        continue
      }
      const shelf = shelfOf(growing, JSON.stringify(values), values)
      shelf.oldest = Math.min(shelf.oldest, records.times[at])
      await shelf.body.write(line)
      if (!isLines && !converter && delimiter.length > 0) await shelf.body.write(delimiter)
      counts.rows++
    }
  }

  function problemOf(growing: Growing, values: readonly string[]) {
    const missing = values.indexOf('')
    if (missing >= 0) {
      const { from, name } = prefix.keys[missing]
      const kind = from === 'query' ? 'partitionKeyFromQuery' : 'partitionKeyFromLambda'
      return {
        errorCode: 'DynamicPartitioning.PartitionKeyMissing',
        errorMessage: `The partition key ${kind}:${name} is missing, null or empty.`,
      }
    }
    if (growing.shelves.has(JSON.stringify(values))) return undefined
    const evaluated = evaluatePrefix(prefix, { time: 0, zone: 'UTC', uuid: () => UUID, values })
    if (evaluated.length > LONGEST_PREFIX) {
      return {
        errorCode: 'DynamicPartitioning.PrefixTooLong',
        errorMessage: `Prefix evaluates to ${evaluated.length} characters; the most is ${LONGEST_PREFIX}.`,
      }
    }
    if (growing.shelves.size < MOST_PARTITIONS) return undefined
    return {
      errorCode: 'DynamicPartitioning.ActivePartitionLimitExceeded',
      errorMessage: `There are ${MOST_PARTITIONS} active partitions already.`,
    }
  }

  function shelfOf(growing: Growing, partition: string, values: readonly string[]): Shelf {
    const known = growing.shelves.get(partition)
    if (known) return known
    const turn = growing.turns.get(partition) ?? 0
    growing.turns.set(partition, turn + 1)
    const shelf: Shelf = {
      slot: partitioning ? `${turn} ${partition}` : DATA,
      values,
      // Hundreds of compressors would be more memory than the records: partitions are compressed at the end.
      body:
        conversion && parquet
          ? tableBody(parquet.open(), () => converter?.schema() ?? {}, conversion.output)
          : createObjectBody(partitioning ? 'UNCOMPRESSED' : destination.compression),
      scratch: takingTurns(),
      oldest: Number.POSITIVE_INFINITY,
    }
    growing.shelves.set(partition, shelf)
    return shelf
  }

  return {
    begin: () => ({
      ...{ shelves: new Map(), failed: new Map(), turns: new Map() },
      ...{ isOld: false, oldest: Number.POSITIVE_INFINITY, outcomes: [] },
    }),
    add,
    schema: () => converter?.schema(),
  }
}

interface Counts {
  rows: number
  failed: number
}

function pile({ failed }: Growing, type: ErrorType, document: Uint8Array) {
  const known = failed.get(type) ?? { documents: [], bytes: 0 }
  known.documents.push(document)
  known.bytes += document.length
  failed.set(type, known)
}

/** Bytes before compression, and in memory. */
export function measure({ shelves, failed }: Growing): { bytes: number; held: number } {
  let [bytes, held] = [0, 0]
  for (const { body } of shelves.values()) {
    bytes += body.size()
    held += body.held()
  }
  for (const pile of failed.values()) {
    bytes += pile.bytes
    held += pile.bytes
  }
  return { bytes, held }
}

/** Two pieces of memory in turn: one is being compressed while the next lines are written to the other. */
function takingTurns(): (size: number) => Uint8Array {
  const pieces = [new Uint8Array(0), new Uint8Array(0)]
  let turn = 0
  return (size) => {
    turn = 1 - turn
    if (pieces[turn].length < size) pieces[turn] = new Uint8Array(Math.ceil(size * 1.25))
    return pieces[turn]
  }
}

import type { KinesisRecord } from '../core/kinesis-event.ts'
import type { Mapping } from './definition.ts'
import type { Position } from './store.ts'

/** Calls an operation of Kinesis, as a client does. */
export type Kinesis = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>

export interface ShardPorts {
  readonly kinesis: Kinesis
  readonly position: Position | undefined
  readonly deliver: (records: readonly KinesisRecord[]) => Promise<void>
  readonly ended: () => Promise<void>
  readonly now: () => number
  readonly sleep: (millis: number) => Promise<void>
}

/** Reads of a shard that has nothing, ms apart. */
const POLL = 500
/** Bytes of records in a batch: base64 and JSON make less than Lambda's 6 MB of it. */
const MOST_BYTES = 4_000_000
/** Of a record's JSON beside its data and key. */
const RECORD_BYTES = 400

/** Reads one shard, batch by batch, until it ends. Rejects when Kinesis does, or what it calls. */
export async function readShard(mapping: Mapping, shard: string, ports: ShardPorts): Promise<void> {
  const { kinesis, now, sleep } = ports
  let after = ports.position?.after
  let iterator: string | undefined
  let ended = false
  const pending: KinesisRecord[] = []

  while (!ended || pending.length > 0) {
    await fill()
    const batch = pending.splice(0, fitting())
    if (batch.length > 0) await ports.deliver(batch)
  }
  await ports.ended()

  /** Until a batch is full, its window is over, or the shard ends. */
  async function fill() {
    const window = mapping.windowSeconds * 1000
    let since = pending.length > 0 ? now() : undefined
    while (!ended && pending.length < mapping.batchSize && fitting() === pending.length) {
      if (since !== undefined && now() - since >= window) return
      const count = await read()
      if (count > 0) since ??= now()
      else if (!ended) await sleep(since === undefined ? POLL : Math.min(POLL, window))
    }
  }

  async function read(): Promise<number> {
    iterator ??= await iteratorOf()
    const answer = (await kinesis('GetRecords', {
      ShardIterator: iterator,
      Limit: mapping.batchSize - pending.length,
    })) as { Records: readonly KinesisRecord[]; NextShardIterator?: string }
    iterator = answer.NextShardIterator
    ended = iterator === undefined
    pending.push(...answer.Records)
    after = answer.Records.at(-1)?.SequenceNumber ?? after
    return answer.Records.length
  }

  async function iteratorOf(): Promise<string> {
    const { ShardIterator } = (await kinesis('GetShardIterator', {
      StreamARN: mapping.streamArn,
      ShardId: shard,
      ...startOf(mapping, after),
    })) as { ShardIterator: string }
    return ShardIterator
  }

  /** How many of the pending records one event has room for; a single larger one goes alone. */
  function fitting(): number {
    let bytes = 0
    for (let at = 0; at < pending.length; at++) {
      bytes += pending[at].Data.length + pending[at].PartitionKey.length + RECORD_BYTES
      if (bytes > MOST_BYTES) return Math.max(1, at)
    }
    return pending.length
  }
}

/** `LATEST` is from when the mapping was made: what comes while nobody reads is not lost. */
function startOf(mapping: Mapping, after: string | undefined) {
  if (after !== undefined) {
    return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: after }
  }
  if (mapping.start === 'TRIM_HORIZON') return { ShardIteratorType: 'TRIM_HORIZON' }
  const time = mapping.start === 'LATEST' ? mapping.created : (mapping.startTime ?? mapping.created)
  return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(time) }
}

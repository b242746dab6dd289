import { readPattern } from '../core/event-pattern.ts'
import { filteredOf, type KinesisPlace, type KinesisRecord, lanesOf } from '../core/kinesis-event.ts'
import { type Mapping, NONE_YET } from './definition.ts'
import { failureDocument } from './failure-document.ts'
import { type GivenUp, type Invocation, runLane } from './lane.ts'
import { type Kinesis, readShard } from './shard-reader.ts'
import type { MappingStore } from './store.ts'

/** A mapping at work. */
export interface Runner {
  /** For LastProcessingResult. */
  result(): string
  /** Resolves when nothing of it is at work; what is not done is read again by the next one. */
  stop(): Promise<void>
}

export interface RunnerPorts {
  readonly kinesis: Kinesis
  readonly store: MappingStore
  readonly invoke: (mapping: Mapping, event: Uint8Array) => Promise<Invocation>
  /** Resolves when the object is durable. */
  readonly putObject: (bucketArn: string, key: string, body: Uint8Array) => Promise<void>
  /** For the program's log. */
  readonly onGivenUp: (sentence: string) => void
  /** Of the function. */
  readonly role: (mapping: Mapping) => string
  readonly uuid: () => string
  readonly now: () => number
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
}

interface Shard {
  readonly ShardId: string
  readonly ParentShardId?: string
  readonly AdjacentParentShardId?: string
}

const AGAIN = 5000
const LOOK_FOR_SHARDS = 10_000

export function runMapping(mapping: Mapping, ports: RunnerPorts): Runner {
  const { store, kinesis, now } = ports
  const stopping = new AbortController()
  const { signal } = stopping
  const sleep = (millis: number) => ports.sleep(millis, signal)
  const filters = mapping.filters.map(readPattern)
  const reading = new Map<string, Promise<void>>()
  let result = NONE_YET
  const done = watchShards()

  /** A shard is read when its parents are read to their ends. */
  async function watchShards() {
    while (!signal.aborted) {
      try {
        const shards = await shardsOf()
        const isOpen = (id: string | undefined) =>
          id !== undefined &&
          shards.some(({ ShardId }) => ShardId === id) &&
          !store.position(mapping.id, id)?.ended
        for (const { ShardId: id, ParentShardId, AdjacentParentShardId } of shards) {
          if (reading.has(id) || store.position(mapping.id, id)?.ended) continue
          if (isOpen(ParentShardId) || isOpen(AdjacentParentShardId)) continue
          reading.set(id, keepReading(id))
        }
      } catch (error) {
        tell(error)
      }
      await Promise.race([sleep(LOOK_FOR_SHARDS), ...reading.values()]).catch(() => {})
    }
  }

  async function shardsOf(): Promise<readonly Shard[]> {
    const shards: Shard[] = []
    let next: string | undefined
    do {
      const input = next ? { NextToken: next } : { StreamARN: mapping.streamArn }
      const page = (await kinesis('ListShards', input)) as { Shards: readonly Shard[]; NextToken?: string }
      shards.push(...page.Shards)
      next = page.NextToken
    } while (next)
    return shards
  }

  async function keepReading(shard: string): Promise<void> {
    const place = placeOf(shard)
    while (!signal.aborted) {
      try {
        await readShard(mapping, shard, {
          ...{ kinesis, now, sleep },
          position: store.position(mapping.id, shard),
          deliver: (records) => deliver(place, records),
          async ended() {
            const { after } = store.position(mapping.id, shard) ?? {}
            await store.checkpoint(mapping.id, shard, { ...(after ? { after } : {}), ended: true })
          },
        })
        reading.delete(shard)
        return
      } catch (error) {
        // An expired iterator, a stream that is not there: again from where it stands.
        if (signal.aborted) return
        if ((error as Error).name !== 'ExpiredIteratorException') tell(error)
        await sleep(AGAIN).catch(() => {})
      }
    }
  }

  async function deliver(place: KinesisPlace, records: readonly KinesisRecord[]) {
    const wanted = filters.length === 0 ? records : records.filter(isWanted)
    const checkpoint = ({ SequenceNumber: after }: KinesisRecord) =>
      store.checkpoint(mapping.id, place.shard, { after })
    const lanes = lanesOf(wanted, mapping.parallel)
    const alone = lanes.length === 1
    if (wanted.length > 0) {
      await Promise.all(
        lanes.map((lane) =>
          runLane(mapping, place, lane, {
            invoke,
            // Lanes overtake each other: only when all are done with the batch is it known how far it goes.
            done: (last) => (alone ? checkpoint(last) : Promise.resolve()),
            giveUp: (given) => giveUp(place, given),
            ...{ told, now, sleep },
          }),
        ),
      )
    }
    await checkpoint(records[records.length - 1])
  }

  async function invoke(event: Uint8Array): Promise<Invocation> {
    signal.throwIfAborted()
    const invocation = await ports.invoke(mapping, event)
    // The processes end with us: that is no failure of the function.
    if (invocation.failed) signal.throwIfAborted()
    return invocation
  }

  const isWanted = (record: KinesisRecord) => {
    const shown = filteredOf(record)
    return filters.some((matches) => matches(shown))
  }

  async function giveUp(place: KinesisPlace, given: GivenUp) {
    const { records, condition } = given
    ports.onGivenUp(
      `${records.length} records of ${place.shard} were given up for ${mapping.functionArn}: ${condition}.`,
    )
    if (!mapping.onFailure) return
    const { key, body } = failureDocument(mapping, place, given, { now: now(), requestId: ports.uuid() })
    for (;;) {
      try {
        return await ports.putObject(mapping.onFailure, key, body)
      } catch (error) {
        tell(error)
        await sleep(AGAIN)
      }
    }
  }

  const placeOf = (shard: string): KinesisPlace => ({
    ...{ shard, streamArn: mapping.streamArn, region: mapping.streamArn.split(':')[3] },
    role: ports.role(mapping),
  })
  function tell(error: unknown) {
    told(`PROBLEM: ${(error as Error).message}`)
  }
  function told(what: string) {
    if (!signal.aborted) result = what
  }
  return {
    result: () => result,
    async stop() {
      stopping.abort()
      await done
      await Promise.allSettled(reading.values())
    },
  }
}

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCodeFolder } from './engines/functions/code-folder.ts'
import { openProcessEngine } from './engines/functions/process.ts'
import type { Marks, RecordBatch } from './record/index.ts'
import { CodeError, type OwnFunctionsPorts } from './stages/functions/index.ts'
import type { ObjectStore } from './stages/lake/index.ts'
import { recordNumbers } from './stages/stream/core/record-number.ts'
import type { StreamEngine } from './stages/stream/ports.ts'

export interface OwnFunctionsPlan {
  /** Code, logs and bootstraps. */
  readonly folder: string
  readonly now: () => number
  readonly marks: Marks
  readonly streams: Pick<StreamEngine, 'describe'>
  readonly store: Pick<ObjectStore, 'get'>
  /** For event-source mappings. */
  readonly kinesis: NonNullable<OwnFunctionsPorts['kinesis']>
  readonly putObject: NonNullable<OwnFunctionsPorts['putObject']>
  /** What AWS's tools in a handler need: keys, AWS_ENDPOINT_URL. Asked for at the start of every process. */
  readonly credentials: () => Readonly<Record<string, string>>
}

/** What users' functions need, joined: processes, their code, the lake for code that lies in a bucket. */
export async function openOwnFunctions(plan: OwnFunctionsPlan): Promise<OwnFunctionsPorts> {
  const { folder, now, marks, streams, store, kinesis, putObject, credentials } = plan
  return {
    engine: await openProcessEngine({ folder, now, credentials }),
    code: await openCodeFolder(join(folder, 'code')),
    ...{ marks, kinesis, putObject },
    uuid: randomUUID,
    sequenceNumberOf: sequenceNumbers(streams),
    sleep: (millis, signal) => sleep(millis, undefined, { signal, ref: false }),
    async object(bucket, key, mostBytes) {
      const open = await store.get(bucket, key).catch(() => undefined)
      if (!open) return undefined
      if (open.object.size > mostBytes) {
        await open.close()
        throw new CodeError('too-large', `s3://${bucket}/${key} is larger than ${mostBytes} bytes.`)
      }
      const pieces: Uint8Array[] = []
      for await (const piece of open.read()) pieces.push(piece)
      return Buffer.concat(pieces)
    },
  }
}

/** The numbers that GetRecords gives; a batch's are made together. */
function sequenceNumbers(streams: Pick<StreamEngine, 'describe'>) {
  const ofBatch = new WeakMap<RecordBatch, (counter: number, time: number) => string>()
  return (batch: RecordBatch, at: number): string => {
    const { stream = '', shard = '', first = 0 } = batch.origin ?? {}
    let numbers = ofBatch.get(batch)
    if (!numbers) {
      const found = streams.describe(stream)?.shards.find(({ id }) => id === shard)
      numbers = recordNumbers({ id: shard, createdAt: found?.createdAt ?? 0 })
      ofBatch.set(batch, numbers)
    }
    return numbers(first + at, batch.times[at])
  }
}

/** A handler's AWS clients come to us; without a key any will do. */
export function handlerEnvironmentOf(
  endpoint: string,
  key = { accessKeyId: 'anyone', secretAccessKey: 'anyone' },
): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = key
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
}

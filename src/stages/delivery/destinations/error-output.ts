import type { ErrorType } from '../core/error-document.ts'
import type { Position } from '../core/position.ts'
import type { BucketSettings } from '../settings.ts'
import { type DestinationContext, markOf } from './context.ts'
import { compress } from './object-body.ts'
import { errorObjectKey } from './object-key.ts'
import { removeObject } from './object-removal.ts'

/**
 * Failed records of an index, in objects of their own. A mark tells the objects, and the records in them, until the
 * index's position has moved past them: a crash in between makes the same records come again, and then those
 * objects are removed first.
 */
export interface ErrorOutput {
  /** Resolves when the documents are durable. `committed`: the index's position, by shard. */
  put(failed: FailedRecords, committed: Position): Promise<void>
  /** Removes what a crash left behind. `committed`: where the index has everything below. */
  recover(committed: Position): Promise<void>
}

export interface FailedRecords {
  readonly errorType: ErrorType
  /** Counter of the first failed record, by shard. */
  readonly firsts: Position
  /** Arrival of the first one, ms since 1970. */
  readonly time: number
  readonly documents: readonly Uint8Array[]
}

interface OpenObject {
  /** Where it lies; an update may have named another bucket since. Absent: the bucket of now. */
  readonly bucketArn?: string
  readonly key: string
  readonly firsts: Position
}

export function createErrorOutput(context: DestinationContext, bucket: BucketSettings): ErrorOutput {
  const { ports, settings, patience, tally } = context
  const mark = markOf('errors', settings)
  let open: readonly OpenObject[] = JSON.parse(ports.marks.read(mark) ?? '[]')

  async function remember(objects: readonly OpenObject[]) {
    open = objects
    const act = () =>
      open.length === 0 ? ports.marks.remove(mark) : ports.marks.write(mark, JSON.stringify(open))
    await patience.insist(act)
  }

  return {
    async put({ errorType, firsts, time, documents }, committed) {
      const key = errorObjectKey(settings, bucket, errorType, { time, now: ports.now(), uuid: ports.uuid })
      await remember([
        ...open.filter((object) => isAhead(object, committed)),
        { bucketArn: bucket.bucketArn, key, firsts },
      ])
      const body = await compress(documents, bucket.compression)
      await patience.insist(() => ports.objects.put(bucket.bucketArn, key, body))
      tally.objects++
      for (const piece of body) tally.bytes += piece.length
    },
    async recover(committed) {
      if (open.length === 0) return
      for (const { key, bucketArn } of open.filter((object) => isAhead(object, committed))) {
        await removeObject(context, bucketArn ?? bucket.bucketArn, key)
      }
      await remember([])
    },
  }
}

/** Its records will come again after a crash. */
function isAhead({ firsts }: OpenObject, committed: Position): boolean {
  return Object.entries(firsts).some(([shard, first]) => first >= (committed[shard] ?? 0))
}

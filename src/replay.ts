import type { Caller, Dispatch } from './record/index.ts'
import type { DeliveryRoom, Replayed } from './stages/delivery/index.ts'

/** An object of an error output, and what became of its records. */
export type ReplayNews =
  | (Omit<Replayed, 'failed'> & {
      readonly key: string
      readonly deliveryStream: string
      readonly failed: readonly { readonly record: string; readonly reason: string }[]
    })
  | { readonly key: string; readonly skipped: string }

export interface ReplayRequest {
  readonly bucket: string
  readonly prefix: string
  /** Leave the objects where they are; a second replay then sends their records again. */
  readonly keep: boolean
}

interface Listed {
  readonly Contents?: readonly { readonly Key: string }[]
  readonly IsTruncated?: boolean
  readonly NextContinuationToken?: string
}

/**
 * Sends the records of every error object under a prefix to their delivery streams once more. An object goes when its
 * records are at the destination, or in the new error output with the new reason.
 */
export async function* replayPrefix(
  { bucket, prefix, keep }: ReplayRequest,
  {
    dispatch,
    caller,
    delivery,
  }: { dispatch: Dispatch; caller: Caller; delivery: Pick<DeliveryRoom, 'replay'> },
  signal: AbortSignal,
): AsyncGenerator<ReplayNews> {
  const call = (operation: string, input: object) =>
    dispatch('s3', operation, { Bucket: bucket, ...input }, caller, signal)
  // All of them first: what fails again makes new objects under the same prefix.
  const keys: string[] = []
  for (let token: string | undefined; ; ) {
    const from = token === undefined ? {} : { ContinuationToken: token }
    const listed = (await call('ListObjectsV2', { Prefix: prefix, ...from })) as Listed
    keys.push(...(listed.Contents ?? []).map(({ Key }) => Key))
    token = listed.NextContinuationToken
    if (!listed.IsTruncated || token === undefined) break
  }
  for (const key of keys) {
    signal.throwIfAborted()
    const { Body: body } = (await call('GetObject', { Key: key })) as { Body: AsyncIterable<Uint8Array> }
    const pieces: Uint8Array[] = []
    for await (const piece of body) pieces.push(piece)
    try {
      const { failed, ...rest } = await delivery.replay(key, Buffer.concat(pieces), signal)
      if (!keep) await call('DeleteObject', { Key: key })
      const told = failed.map(({ body: record, reason }) => ({
        record: Buffer.from(record).toString(),
        reason,
      }))
      yield { key, ...rest, failed: told }
    } catch (error) {
      signal.throwIfAborted()
      yield { key, skipped: (error as Error).message }
    }
  }
}

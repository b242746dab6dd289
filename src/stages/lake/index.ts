import type { Log } from '../../observe/log.ts'
import { createTrouble } from '../../observe/trouble.ts'
import type { RoomHealth, Service } from '../../record/index.ts'
import { s3ControlService } from './control.ts'
import { bucketOfArn } from './core/bucket-name.ts'
import { errors } from './errors.ts'
import { asServiceError } from './guards.ts'
import { createLifecycle, type Sleep, type Swept } from './lifecycle.ts'
import { rememberRules } from './lifecycle-rules.ts'
import type { ObjectStore } from './ports.ts'
import { s3Service } from './service.ts'

export { type ObjectStore, ObjectStoreError } from './ports.ts'

export interface LakePorts {
  readonly store: ObjectStore
  readonly now: () => number
  readonly log: Log
}

export interface LakeRoom {
  /** `s3` */
  readonly service: Service
  /** `s3control`: buckets' tags, as Terraform asks for them */
  readonly control: Service
  readonly objects: LakeObjects
  readonly lifecycle: LakeLifecycle
  health(): RoomHealth
}

/** Objects by the ARN of their bucket, as delivery streams name it. */
export interface LakeObjects {
  /** Resolves when the object is durable; one of the same key is replaced whole. Rejects with `ServiceError`. */
  put(bucketArn: string, key: string, body: readonly Uint8Array[]): Promise<void>
  /** Removing what is not there succeeds. */
  remove(bucketArn: string, key: string): Promise<void>
}

/** What buckets' lifecycle rules say of their objects, done. */
export interface LakeLifecycle {
  /** Removes what is due now and then every hour, or as told. `sleep` rejects when it is aborted. */
  start(sleep: Sleep, everyMillis?: number): void
  stop(): Promise<void>
  /** Once, now. */
  sweep(): Promise<Swept>
}

/** The type that Firehose gives its objects. */
const written = { contentType: 'application/octet-stream' }

/** The lake room: buckets and objects. */
export function createLake({ store, now, log }: LakePorts): LakeRoom {
  const trouble = createTrouble(now)
  const sweeping = createTrouble(now)
  const rules = rememberRules(store)
  const lifecycle = createLifecycle({ rules, now, log, trouble: sweeping })
  let [puts, bytes] = [0, 0]

  async function watched<Result>(bucketArn: string, key: string, act: (bucket: string) => Promise<Result>) {
    const bucket = bucketOfArn(bucketArn)
    if (!bucket) throw errors.notAnArn(bucketArn)
    try {
      const result = await act(bucket)
      trouble.clear()
      return result
    } catch (error) {
      trouble.raise(error as Error)
      log.warn('an object could not be written or removed', { bucket, reason: (error as Error).message })
      throw asServiceError(error, bucket, key)
    }
  }

  return {
    service: s3Service(rules),
    control: s3ControlService(rules.store),
    lifecycle,
    objects: {
      async put(bucketArn, key, body) {
        const { size } = await watched(bucketArn, key, (bucket) => store.put(bucket, key, body, written))
        puts++
        bytes += size
      },
      remove: (bucketArn, key) => watched(bucketArn, key, (bucket) => store.remove(bucket, key)),
    },
    health() {
      const state = sweeping.state().state === 'failing' ? sweeping.state() : trouble.state()
      return { room: 'lake', ...state, detail: { puts, bytes, ...lifecycle.swept() } }
    },
  }
}

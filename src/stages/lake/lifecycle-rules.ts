import type { LifecycleRule } from './core/lifecycle.ts'
import { type LifecycleDocument, rulesOf } from './lifecycle-document.ts'
import type { ObjectStore } from './ports.ts'

/** The rules in force, remembered: every answer about an object tells when it expires. */
export interface LifecycleRules {
  /** The store, seen through what is remembered: whoever changes rules must do so here. */
  readonly store: ObjectStore
  /** The bucket's enabled rules. Rejects with `NoSuchBucket`. */
  of(bucket: string): Promise<readonly LifecycleRule[]>
  /** Whether nobody has set others since `of` gave these. */
  hold(bucket: string, rules: readonly LifecycleRule[]): boolean
}

export function rememberRules(store: ObjectStore): LifecycleRules {
  const known = new Map<string, Promise<readonly LifecycleRule[]>>()
  const held = new Map<string, readonly LifecycleRule[]>()

  async function forgetting<Result>(bucket: string, act: Promise<Result>): Promise<Result> {
    try {
      return await act
    } finally {
      forget(bucket)
    }
  }

  function forget(bucket: string) {
    known.delete(bucket)
    held.delete(bucket)
  }

  async function read(bucket: string): Promise<readonly LifecycleRule[]> {
    const document = (await store.bucketConfiguration(bucket, 'lifecycle')) as LifecycleDocument | undefined
    return document ? rulesOf(document) : []
  }

  return {
    store: {
      ...store,
      deleteBucket: (bucket) => forgetting(bucket, store.deleteBucket(bucket)),
      createBucket: (bucket, facts) => forgetting(bucket, store.createBucket(bucket, facts)),
      setBucketConfiguration: (bucket, kind, document) => {
        const setting = store.setBucketConfiguration(bucket, kind, document)
        return kind === 'lifecycle' ? forgetting(bucket, setting) : setting
      },
    },
    of(bucket) {
      const found = known.get(bucket)
      if (found) return found
      const reading = read(bucket)
      known.set(bucket, reading)
      const isNewest = () => known.get(bucket) === reading
      reading.then(
        (rules) => isNewest() && held.set(bucket, rules),
        () => isNewest() && forget(bucket),
      )
      return reading
    },
    hold: (bucket, rules) => held.get(bucket) === rules,
  }
}

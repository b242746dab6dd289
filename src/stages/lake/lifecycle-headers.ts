import type { Operation } from '../../record/index.ts'
import { abortionOf, abortsUploads, expiringPrefixes, expiryOf } from './core/lifecycle.ts'
import type { LifecycleRules } from './lifecycle-rules.ts'

interface Input {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId?: string
}

type Told = (rules: LifecycleRules, input: Input, output: Output) => Promise<object>
type Output = Readonly<Record<string, unknown>>

/** The operations whose answers tell when what they are about goes, and what they tell. */
const TELLING: Readonly<Record<string, Told>> = {
  CompleteMultipartUpload: expiration,
  CopyObject: expiration,
  GetObject: expiration,
  HeadObject: expiration,
  PutObject: expiration,
  CreateMultipartUpload: abortion,
  ListParts: abortion,
}

/** Wraps those operations; others stay as they are. */
export function tellingExpiry<Operations extends Operation<never>>(
  operation: Operations,
  rules: LifecycleRules,
): Operations {
  const told = TELLING[operation.name]
  if (!told) return operation
  return {
    ...operation,
    async run(input: never, caller: never, signal: never) {
      const output = (await operation.run(input, caller, signal)) as Output
      // The answer stands, whatever becomes of the object or the bucket meanwhile.
      return { ...output, ...(await told(rules, input, output).catch(() => ({}))) }
    },
  }
}

/** `x-amz-expiration: expiry-date="Fri, 23 Dec 2012 00:00:00 GMT", rule-id="old-logs"` */
async function expiration(rules: LifecycleRules, { Bucket: bucket, Key: key }: Input) {
  const inForce = await rules.of(bucket)
  if (!expiringPrefixes(inForce).some((prefix) => key.startsWith(prefix))) return {}
  const object = await rules.store.head(bucket, key)
  const due = object && expiryOf(inForce, object)
  if (!due) return {}
  return {
    Expiration: `expiry-date="${new Date(due.at).toUTCString()}", rule-id="${encodeURIComponent(due.rule)}"`,
  }
}

async function abortion(rules: LifecycleRules, { Bucket: bucket, UploadId: asked }: Input, output: Output) {
  const inForce = await rules.of(bucket)
  if (!abortsUploads(inForce)) return {}
  const upload = await rules.store.upload(bucket, asked ?? String(output.UploadId))
  const due = upload && abortionOf(inForce, upload)
  return due ? { AbortDate: new Date(due.at), AbortRuleId: due.rule } : {}
}

import { createHash } from 'node:crypto'
import { batchOf, ServiceError } from '../../../record/index.ts'
import { recordIds, SEED_LENGTH } from '../core/record-id.ts'
import { typeOf } from '../definition.ts'
import { errors } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'

export interface Put {
  /** One a record, of those that were kept and those that were not. */
  readonly ids: readonly string[]
  readonly refusals: readonly { readonly at: number; readonly reason: ServiceError }[]
  readonly encrypted: boolean
}

/** What PutRecord and PutRecordBatch share. Resolves when the records that are not refused are durable. */
export async function putRecords(
  ports: DeliveryPorts,
  registry: Registry,
  { name, account }: { readonly name: string; readonly account: string },
  bodies: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<Put> {
  const entry = registry.get(name)
  if (!entry) throw errors.notFound(name, account)
  const { definition, running } = entry
  const type = typeOf(definition)
  if (type !== 'DirectPut') throw errors.putToStream(type)
  if (entry.status !== 'ACTIVE') throw errors.notActive(name, account)
  if (!running?.sink) throw errors.unavailable(entry.problem ?? 'delivery has not begun yet.')
  try {
    const refused = await running.sink.push(batchOf(bodies, { now: ports.now() }), signal)
    return {
      ids: recordIds(seedOf(ports.uuid()), bodies.length),
      refusals: refused.map(({ at, reason }) => ({ at, reason: asServiceError(reason) })),
      encrypted: definition.encryption !== undefined,
    }
  } catch (error) {
    throw asServiceError(error as Error)
  }
}

function asServiceError(error: Error): ServiceError {
  return error instanceof ServiceError ? error : errors.unavailable(error.message)
}

function seedOf(uuid: string): Uint8Array {
  return createHash('shake256', { outputLength: SEED_LENGTH }).update(uuid).digest()
}

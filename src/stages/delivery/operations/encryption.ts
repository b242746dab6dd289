import { type Definition, typeOf } from '../definition.ts'
import { errors } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Entry, Registry } from '../registry.ts'
import { activeEntry } from './active-entry.ts'
import type { EncryptionInput } from './inputs.ts'

/** AWS's limit of calls of Start and Stop together, a delivery stream. */
const CALLS = 25
const DAY_MILLIS = 24 * 3_600_000

export function assertKey({ KeyType: type, KeyARN: arn }: EncryptionInput): void {
  if (type === 'CUSTOMER_MANAGED_CMK' && arn === undefined) throw errors.keyMissing()
  if (type === 'AWS_OWNED_CMK' && arn !== undefined) throw errors.keyUnwanted()
}

/** Only records put directly are Firehose's own to encrypt. */
export function assertEncryptable(type: string): void {
  if (type !== 'DirectPut') throw errors.encryptStream(type)
}

/** On with this key, or off. Resolves when it is durable; until then its state is ENABLING or DISABLING. */
export async function switchEncryption(
  ports: DeliveryPorts,
  registry: Registry,
  { name, account }: { readonly name: string; readonly account: string },
  key: EncryptionInput | undefined,
): Promise<void> {
  const { entry, assertActive } = activeEntry(registry, name, account)
  assertEncryptable(typeOf(entry.definition))
  try {
    await registry.change(entry, ({ encryption: _, encryptionCalls: before = [], ...definition }) => {
      assertActive()
      const calls = before.filter((at) => at > ports.now() - DAY_MILLIS)
      if (calls.length >= CALLS) throw errors.tooManyKeyChanges(CALLS)
      entry.encrypting = key ? 'ENABLING' : 'DISABLING'
      const encryptionCalls = [...calls, ports.now()]
      return { ...definition, encryptionCalls, ...(key ? { encryption: key } : {}) }
    })
  } finally {
    delete entry.encrypting
  }
}

/** AWS's DeliveryStreamEncryptionConfiguration: of records put directly alone. */
export function describeEncryption({
  definition,
  encrypting,
}: Pick<Entry, 'encrypting'> & { definition: Definition }) {
  if (typeOf(definition) !== 'DirectPut') return {}
  const { encryption } = definition
  const Status = encrypting ?? (encryption ? 'ENABLED' : 'DISABLED')
  return { DeliveryStreamEncryptionConfiguration: { ...encryption, Status } }
}

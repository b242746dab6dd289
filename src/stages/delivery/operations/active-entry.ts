import { errors } from '../errors.ts'
import type { Entry, Registry } from '../registry.ts'

/**
 * The delivery stream that an operation is about to change. Throws when there is none or it is on its way out;
 * `assertActive` is for asking again when it is the change's turn.
 */
export function activeEntry(
  registry: Registry,
  name: string,
  account: string,
): { readonly entry: Entry; assertActive(): void } {
  const entry = registry.get(name)
  if (!entry) throw errors.notFound(name, account)
  const assertActive = () => {
    if (registry.get(name) !== entry) throw errors.notFound(name, account)
    if (entry.status !== 'ACTIVE') throw errors.inUse(name, account, entry.status)
  }
  assertActive()
  return { entry, assertActive }
}

import type { Service } from '../record/index.ts'
import { type Contract, contractOf } from './contract.ts'

/** The services behind the door. What a look-up finds is loaded then, not before. */
export interface Directory {
  /** By the part of X-Amz-Target before the dot, which is RPC v2's service name in the path too. */
  byTarget(prefix: string): Promise<Contract | undefined>
  /** The first of these services, by `Version` of the Query protocol, that has this action. */
  byAction(action: string, version: string): Promise<Contract | undefined>
  /** By the name in a signature's scope. */
  bySigningName(name: string): Promise<Contract | undefined>
  /** Those that speak REST: their requests name no operation, only a method and a path. */
  rest(): Promise<readonly Contract[]>
}

export function createDirectory(services: readonly Service[]): Directory {
  const entries = services.flatMap((service) =>
    service.model ? [{ model: service.model, load: contractOf(service, service.model) }] : [],
  )
  const byTarget = new Map(
    entries.flatMap((entry) => (entry.model.target ? [[entry.model.target, entry]] : [])),
  )
  const bySigningName = new Map(entries.map((entry) => [entry.model.signingName, entry]))
  const rest = entries.filter(({ model }) => model.protocols.some((each) => each.startsWith('rest-')))
  return {
    byTarget: async (prefix) => byTarget.get(prefix)?.load(),
    bySigningName: async (name) => bySigningName.get(name)?.load(),
    rest: () => Promise.all(rest.map(({ load }) => load())),
    async byAction(action, version) {
      for (const { model, load } of entries) {
        if (!model.protocols.includes('query') || model.version !== version) continue
        const contract = await load()
        if (contract.operations.has(action)) return contract
      }
      return undefined
    },
  }
}

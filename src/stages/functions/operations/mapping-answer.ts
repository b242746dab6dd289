import { errors } from '../errors.ts'
import type { Mapping } from '../mappings/definition.ts'
import { describeMapping } from '../mappings/settings.ts'
import type { Lambda } from '../own/lambda.ts'

/** EventSourceMappingConfiguration; `passing` is the state while what was asked for comes about. */
export function showMapping(lambda: Lambda, mapping: Mapping, passing?: string) {
  const [, , , region, account] = mapping.functionArn.split(':')
  const arn = `arn:aws:lambda:${region}:${account}:event-source-mapping:${mapping.id}`
  const state = passing ?? (mapping.enabled ? 'Enabled' : 'Disabled')
  return describeMapping(mapping, state, lambda.mappings.result(mapping.id), arn)
}

export function mappingOf({ mappings }: Lambda, id: string): Mapping {
  const found = mappings.store.get(id)
  if (!found) throw errors.noMapping(id)
  return found
}

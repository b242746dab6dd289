import type { Operation } from '../../../record/index.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { describeFunction, marker, maxItems, namespacedName } from '../shapes.ts'
import { pageOf } from './paging.ts'

interface Input {
  readonly FunctionName: string
  readonly Marker?: string
  readonly MaxItems?: number
}

export const listVersionsByFunction = (lambda: Lambda): Operation<Input> => ({
  name: 'ListVersionsByFunction',
  members: { FunctionName: namespacedName, Marker: marker, MaxItems: maxItems },
  async run(input, caller) {
    const builtIn = builtInOf(lambda, input.FunctionName)
    if (builtIn) return { Versions: [{ ...builtIn, FunctionArn: `${builtIn.FunctionArn}:$LATEST` }] }
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const all = [own.latest, ...own.versions]
    const { items, ...next } = pageOf(all, ({ version }) => version.padStart(12, '0'), input)
    const Versions = items.map((version) => describeFunction({ own, version, qualifier: version.version }))
    return { Versions, ...next }
  },
})

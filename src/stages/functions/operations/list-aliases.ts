import type { Operation } from '../../../record/index.ts'
import { describeAlias } from '../own/aliases.ts'
import { builtInOf } from '../own/built-ins.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { aliasVersion, functionName, marker, maxItems } from '../shapes.ts'
import { pageOf } from './paging.ts'

interface Input {
  readonly FunctionName: string
  readonly FunctionVersion?: string
  readonly Marker?: string
  readonly MaxItems?: number
}

export const listAliases = (lambda: Lambda): Operation<Input> => ({
  name: 'ListAliases',
  members: {
    FunctionName: functionName,
    FunctionVersion: aliasVersion,
    Marker: marker,
    MaxItems: maxItems,
  },
  async run(input, caller) {
    if (builtInOf(lambda, input.FunctionName)) return { Aliases: [] }
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const { FunctionVersion: version } = input
    const all = own.aliases
      .filter((alias) => version === undefined || alias.version === version)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const { items, ...next } = pageOf(all, ({ name }) => name, input)
    return { Aliases: items.map((alias) => describeAlias(own, alias)), ...next }
  },
})

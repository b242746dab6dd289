import type { Operation } from '../../../record/index.ts'
import type { Lambda } from '../own/lambda.ts'
import { describeFunction, marker, maxItems } from '../shapes.ts'
import { pageOf } from './paging.ts'

interface Input {
  readonly FunctionVersion?: 'ALL'
  readonly MaxItems?: number
  readonly Marker?: string
}

/** Lists the functions by name, built-in ones among them; with `ALL`, their versions too. */
export const listFunctions = (lambda: Lambda): Operation<Input> => ({
  name: 'ListFunctions',
  members: {
    MasterRegion: { type: 'string', refused: 'functions at edge locations do not exist here.' },
    FunctionVersion: { type: 'string', values: ['ALL'] },
    Marker: marker,
    MaxItems: maxItems,
  },
  async run(input) {
    const all = input.FunctionVersion === 'ALL'
    const own = lambda.registry.list().flatMap((own) => {
      const versions = all ? [own.latest, ...own.versions] : [own.latest]
      return versions.map((version) =>
        describeFunction({ own, version, ...(all ? { qualifier: version.version } : {}) }),
      )
    })
    const keyOf = ({ FunctionName, Version }: { FunctionName: string; Version: string }) =>
      `${FunctionName}:${Version.padStart(12, '0')}`
    const sorted = [...lambda.builtIns, ...own].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    const { items, ...next } = pageOf(sorted, keyOf, input)
    return { Functions: items, ...next }
  },
})

import type { Operation } from '../../../record/index.ts'
import type { BuiltIn } from '../shapes.ts'

interface Input {
  readonly MaxItems?: number
  readonly Marker?: string
}

/** Lists the functions: all fit on one page, so that there is never a `NextMarker`. */
export const listFunctions = (functions: readonly BuiltIn[]): Operation<Input> => ({
  name: 'ListFunctions',
  members: {
    MasterRegion: { type: 'string', refused: 'Functions at edge locations do not exist here.' },
    FunctionVersion: { type: 'string', values: ['ALL'] },
    Marker: { type: 'string', refused: 'There is only one page of functions.' },
    MaxItems: { type: 'integer', min: 1, max: 10000 },
  },
  async run() {
    return { Functions: functions }
  },
})

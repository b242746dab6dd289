import type { Operation } from '../../../record/index.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import { describeEventSettings } from '../own/event-settings.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { marker, namespacedName } from '../shapes.ts'
import { pageOf } from './paging.ts'

interface Input {
  readonly FunctionName: string
  readonly Marker?: string
  readonly MaxItems?: number
}

export const listFunctionEventInvokeConfigs = (lambda: Lambda): Operation<Input> => ({
  name: 'ListFunctionEventInvokeConfigs',
  members: {
    FunctionName: namespacedName,
    Marker: marker,
    MaxItems: { type: 'integer', min: 1, max: 50 },
  },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own } = resolve(lambda.registry, caller, input.FunctionName)
    const keys = Object.keys(own.eventSettings ?? {}).sort()
    const { items, ...next } = pageOf(keys, (key) => key, input)
    return { FunctionEventInvokeConfigs: items.map((key) => describeEventSettings(own, key)), ...next }
  },
})

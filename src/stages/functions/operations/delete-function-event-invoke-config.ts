import type { Operation } from '../../../record/index.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import { describeEventSettings, settingsKey } from '../own/event-settings.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { namespacedName, qualifier } from '../shapes.ts'

interface Input {
  readonly FunctionName: string
  readonly Qualifier?: string
}

export const deleteFunctionEventInvokeConfig = (lambda: Lambda): Operation<Input> => ({
  name: 'DeleteFunctionEventInvokeConfig',
  members: { FunctionName: namespacedName, Qualifier: qualifier },
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const key = settingsKey(qualifier)
    await lambda.update(own.name, own.arn, (before) => {
      describeEventSettings(before, key)
      const { [key]: _, ...eventSettings } = before.eventSettings ?? {}
      return { ...before, eventSettings }
    })
    return undefined
  },
})

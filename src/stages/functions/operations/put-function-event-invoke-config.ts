import type { Operation } from '../../../record/index.ts'

import { refuseBuiltIn } from '../own/built-ins.ts'
import {
  describeEventSettings,
  type EventSettingsInput,
  readEventSettings,
  settingsKey,
} from '../own/event-settings.ts'
import type { Lambda } from '../own/lambda.ts'
import { resolve } from '../own/registry.ts'
import { eventSettingsMembers } from '../shapes.ts'

/** What becomes of events that the function fails on; what is not given is Lambda's default. */
export const putFunctionEventInvokeConfig = (lambda: Lambda): Operation<EventSettingsInput> => ({
  name: 'PutFunctionEventInvokeConfig',
  members: eventSettingsMembers,
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const key = settingsKey(qualifier)
    const given = readEventSettings(input, lambda.now())
    const after = await lambda.update(own.name, own.arn, (before) => {
      return { ...before, eventSettings: { ...before.eventSettings, [key]: given } }
    })
    return describeEventSettings(after, key)
  },
})

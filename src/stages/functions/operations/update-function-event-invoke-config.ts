import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { refuseBuiltIn } from '../own/built-ins.ts'
import {
  describeEventSettings,
  type EventSettingsInput,
  readEventSettings,
  settingsKey,
} from '../own/event-settings.ts'
import type { Lambda } from '../own/lambda.ts'
import { arnOf, resolve } from '../own/registry.ts'
import { eventSettingsMembers } from '../shapes.ts'

/** Changes what is given; the rest stays. */
export const updateFunctionEventInvokeConfig = (lambda: Lambda): Operation<EventSettingsInput> => ({
  name: 'UpdateFunctionEventInvokeConfig',
  members: eventSettingsMembers,
  async run(input, caller) {
    refuseBuiltIn(lambda, input.FunctionName)
    const { own, qualifier } = resolve(lambda.registry, caller, input.FunctionName, input.Qualifier)
    const key = settingsKey(qualifier)
    const given = readEventSettings(input, lambda.now())
    const after = await lambda.update(own.name, own.arn, (before) => {
      const known = before.eventSettings?.[key]
      if (!known) throw errors.noEventSettings(arnOf(before, key))
      return { ...before, eventSettings: { ...before.eventSettings, [key]: { ...known, ...given } } }
    })
    return describeEventSettings(after, key)
  },
})

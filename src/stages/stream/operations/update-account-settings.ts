import type { Operation } from '../../../record/index.ts'
import { changeCommitment, describedCommitment } from './account-settings.ts'
import type { Control } from './control.ts'

interface Input {
  readonly MinimumThroughputBillingCommitment: { readonly Status: 'ENABLED' | 'DISABLED' }
}

export function updateAccountSettings(control: Control) {
  return {
    name: 'UpdateAccountSettings',
    members: {
      MinimumThroughputBillingCommitment: {
        type: 'structure',
        required: true,
        members: { Status: { type: 'string', required: true, values: ['ENABLED', 'DISABLED'] } },
      },
    },
    async run({ MinimumThroughputBillingCommitment: { Status } }) {
      await changeCommitment(control, Status)
      return { MinimumThroughputBillingCommitment: describedCommitment(control) }
    },
  } satisfies Operation<Input>
}

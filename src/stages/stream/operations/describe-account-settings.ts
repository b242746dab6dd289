import type { Operation } from '../../../record/index.ts'
import { describedCommitment } from './account-settings.ts'
import type { Control } from './control.ts'

export function describeAccountSettings(control: Control) {
  return {
    name: 'DescribeAccountSettings',
    members: {},
    run: async () => ({ MinimumThroughputBillingCommitment: describedCommitment(control) }),
  } satisfies Operation<object>
}

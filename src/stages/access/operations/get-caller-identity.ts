import type { Operation } from '../../../record/index.ts'

/** The account's own key is named after the account, as AWS names its root. */
export const getCallerIdentity: Operation<object> = {
  name: 'GetCallerIdentity',
  members: {},
  async run(_input, { account, arn }) {
    return { UserId: account, Account: account, Arn: arn }
  },
}

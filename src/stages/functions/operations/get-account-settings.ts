import type { Operation } from '../../../record/index.ts'
import type { Lambda } from '../own/lambda.ts'

/** Of an account; invocations beyond what this machine runs at once wait their turn. */
export const CONCURRENCY = 1000

export const reservedByAll = ({ registry }: Lambda) =>
  registry.list().reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0)

export const getAccountSettings = (lambda: Lambda): Operation => ({
  name: 'GetAccountSettings',
  members: {},
  async run() {
    const functions = lambda.registry.list()
    const sizes = new Map(
      functions.flatMap(({ latest, versions }) =>
        [latest, ...versions].map(({ codeSha256, codeBytes }) => [codeSha256, codeBytes] as const),
      ),
    )
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: CONCURRENCY,
        UnreservedConcurrentExecutions: CONCURRENCY - reservedByAll(lambda),
      },
      AccountUsage: {
        TotalCodeSize: [...sizes.values()].reduce((sum, size) => sum + size, 0),
        FunctionCount: functions.length + lambda.builtIns.length,
      },
    }
  },
})

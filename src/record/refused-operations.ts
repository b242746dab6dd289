import type { Members, Operation, ServiceError } from './service.ts'

/** Operations that are refused by name, whatever their input. `reasons`: operation to why. */
export function refuseOperations(
  reasons: Readonly<Record<string, string>>,
  refusal: (operation: string, why: string) => ServiceError,
): readonly Operation[] {
  return Object.entries(reasons).map(([name, why]) => ({
    name,
    members: anyMember,
    run: async () => {
      throw refusal(name, why)
    },
  }))
}

/** Knows every member and asks nothing of it: the client is told about the operation, not about a member. */
const anyMember: Members = new Proxy(
  {},
  {
    get: (_, name) => (typeof name === 'string' ? {} : undefined),
    getOwnPropertyDescriptor: () => ({ value: {}, configurable: true, enumerable: true }),
  },
)

import type { Members, Operation } from '../../record/index.ts'
import { errors } from './errors.ts'

const reasons = {
  roles: 'there are no roles yet; sign with the key that tailrace env prints.',
  sessions: 'no temporary keys are issued yet; sign with the key that tailrace env prints.',
  messages: 'no message is encoded here.',
  keys: 'the account of a key is told by GetCallerIdentity, signed with it.',
} as const

/** What STS offers and this room does not, with the reason that a client is told. */
export const refusedOperations: Readonly<Record<string, string>> = {
  AssumeRole: reasons.roles,
  AssumeRoleWithSAML: reasons.roles,
  AssumeRoleWithWebIdentity: reasons.roles,
  AssumeRoot: reasons.sessions,
  DecodeAuthorizationMessage: reasons.messages,
  GetAccessKeyInfo: reasons.keys,
  GetDelegatedAccessToken: reasons.sessions,
  GetFederationToken: reasons.sessions,
  GetSessionToken: reasons.sessions,
  GetWebIdentityToken: reasons.sessions,
}

/** Every refused operation as one that says so, whatever its input. */
export function refusedOperationList(): readonly Operation[] {
  return Object.entries(refusedOperations).map(([name, why]) => ({
    name,
    members: anyMember,
    run: async () => {
      throw errors.operationNotServed(name, why)
    },
  }))
}

/** Knows every member and asks nothing of it: the client is told about the operation, not about a member. */
const anyMember: Members = new Proxy(
  {},
  { getOwnPropertyDescriptor: () => ({ configurable: true, value: { type: 'structure' } }) },
)

import { createHash } from 'node:crypto'

export interface Owner {
  readonly ID: string
  readonly DisplayName: string
}

/** An account as S3 names it: a canonical id of 64 hex digits. */
export function ownerOf(account: string): Owner {
  return { ID: createHash('sha256').update(account).digest('hex'), DisplayName: account }
}

/** The one access control list there is: the owner may do everything. */
export function ownAcl(account: string) {
  const owner = ownerOf(account)
  return {
    Owner: owner,
    Grants: [{ Grantee: { Type: 'CanonicalUser', ...owner }, Permission: 'FULL_CONTROL' }],
  }
}

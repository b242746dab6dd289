import { createHash } from 'node:crypto'

/** An account as S3 names it: a canonical id of 64 hex digits. */
export function ownerOf(account: string): { readonly ID: string; readonly DisplayName: string } {
  return { ID: createHash('sha256').update(account).digest('hex'), DisplayName: account }
}

import type { AccessKey } from '../ports.ts'

/** What signs requests and whose it is. All keys of the file are the account's own: there are no users yet. */
export interface Credential {
  readonly secretAccessKey: string
  readonly account: string
  readonly arn: string
}

export function rootArn(account: string): string {
  return `arn:aws:iam::${account}:root`
}

/** The credential of an access key id, or undefined. */
export function credentialsOf(keys: readonly AccessKey[], account: string) {
  const arn = rootArn(account)
  const byId = new Map<string, Credential>(
    keys.map(({ accessKeyId, secretAccessKey }) => [accessKeyId, { secretAccessKey, account, arn }]),
  )
  return (accessKeyId: string): Credential | undefined => byId.get(accessKeyId)
}

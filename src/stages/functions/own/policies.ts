import { errors } from '../errors.ts'
import { LATEST, type OwnFunction, type Policy, type Statement } from './definition.ts'

const MOST_BYTES = 20_480

/** A function has a policy of its own, and one for each version and alias. */
export const policyKey = (qualifier: string | undefined) =>
  qualifier === undefined || qualifier === LATEST ? '' : qualifier

/** The policy document as clients get it: JSON. */
export function documentOf({ statements }: Policy): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements })
}

/** The function with other statements under a qualifier; without any the policy is gone. */
export function withStatements(
  own: OwnFunction,
  key: string,
  statements: readonly Statement[],
  revision: string,
): OwnFunction {
  const { [key]: _, ...rest } = own.policies
  if (statements.length === 0) return { ...own, policies: rest }
  const policy = { statements, revision }
  if (Buffer.byteLength(documentOf(policy)) > MOST_BYTES) throw errors.policyTooLong()
  return { ...own, policies: { ...rest, [key]: policy } }
}

import type { PolicyDocument, Statement } from './policy.ts'

/**
 * Whether a policy lets everybody in, by S3's own meaning of public: a statement allows any principal, and no
 * condition holds it to fixed values of one of these keys.
 */
const HOLDING = [
  'aws:calledvia',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]

const OPERATORS = /^(?:string(?:equals|like)(?:ignorecase)?|arn(?:equals|like)|ipaddress)$/i

export function isPublicPolicy({ Statement: statements }: PolicyDocument): boolean {
  const list = Array.isArray(statements) ? statements : [statements]
  return list.some((one) => one.Effect === 'Allow' && reachesAll(one) && !isHeld(one))
}

function reachesAll({ Principal: principal, NotPrincipal: other }: Statement): boolean {
  if (other !== undefined || principal === '*') return true
  return Object.values(principal ?? {})
    .flat()
    .includes('*')
}

function isHeld({ Condition: condition = {} }: Statement): boolean {
  return Object.entries(condition).some(
    ([operator, keys]) =>
      OPERATORS.test(operator) && Object.entries(keys).some(([key, value]) => fixes(key, value)),
  )
}

function fixes(key: string, value: unknown): boolean {
  const name = key.toLowerCase()
  const values = Array.isArray(value) ? value : [value]
  return HOLDING.includes(name) && values.length > 0 && values.every((one) => isFixed(name, one))
}

/** The whole Internet, or nearly, is no fixed address; an ARN may leave its last part open, not whose it is. */
function isFixed(key: string, value: unknown): boolean {
  if (typeof value !== 'string') return false
  if (key === 'aws:sourceip') return !/\/[0-7]$/.test(value)
  if (key.endsWith('arn')) return value.startsWith('arn:') && !/[*?]/.test(value.split(':')[4] ?? '*')
  return !/[*?]/.test(value)
}

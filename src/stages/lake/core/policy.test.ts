import { expect, test } from 'vitest'
import { parsePolicy } from './policy.ts'
import { isPublicPolicy } from './policy-reach.ts'

const statement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::logs/*',
}
const policy = (...all: object[]) => ({ Version: '2012-10-17', Statement: all })
const problemOf = (document: unknown, bucket = 'logs') => {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const parsed = parsePolicy(text, bucket)
  return 'problem' in parsed ? parsed.problem : undefined
}

test.each([
  statement,
  { ...statement, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
  { ...statement, Principal: undefined, NotPrincipal: { AWS: ['111122223333'] }, Effect: 'Deny' },
  { ...statement, Principal: { Service: 'logging.s3.amazonaws.com' }, Sid: 'one' },
  { ...statement, Action: ['s3:*', 's3:Get*'], Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/a/*'] },
  { ...statement, Action: undefined, NotAction: 's3:PutObject', Action2: undefined },
  { ...statement, Resource: 'arn:aws:s3:::l*s/*' },
  { ...statement, Resource: 'arn:aws:s3:::log?/x' },
  { ...statement, Resource: '*' },
])('a policy: %#', (one) => {
  expect(problemOf(policy(one))).toBeUndefined()
  expect(problemOf({ Statement: one, Id: 'x' })).toBeUndefined()
})

test.each([
  ['', "Policies must be valid JSON and the first byte must be '{'"],
  ['[]', "Policies must be valid JSON and the first byte must be '{'"],
  [' {}', "Policies must be valid JSON and the first byte must be '{'"],
  ['{"Statement":', "Policies must be valid JSON and the first byte must be '{'"],
  [{}, 'Missing required field Statement'],
  [policy(), 'Could not parse the policy: Statement is empty!'],
  [{ ...policy(statement), Version: '2020-01-01' }, 'The policy must contain a valid version string'],
  [{ ...policy(statement), Extra: 1 }, 'Unknown field Extra'],
  [policy({ ...statement, Extra: 1 }), 'Unknown field Extra'],
  [policy({ ...statement, Effect: undefined }), 'Missing required field Effect'],
  [policy({ ...statement, Effect: 'allow' }), 'Invalid effect: allow'],
  [policy({ ...statement, Principal: undefined }), 'Missing required field Principal'],
  [policy({ ...statement, Action: undefined }), 'Missing required field Action'],
  [policy({ ...statement, Resource: undefined }), 'Missing required field Resource'],
  [policy({ ...statement, Principal: 'me' }), 'Invalid principal in policy'],
  [policy({ ...statement, Principal: { Who: 'me' } }), 'Invalid principal in policy'],
  [policy({ ...statement, Principal: { AWS: 1 } }), 'Invalid principal in policy'],
  [policy({ ...statement, Action: 'kinesis:PutRecord' }), 'Policy has invalid action'],
  [policy({ ...statement, Action: [] }), 'Policy has invalid action'],
  [policy({ ...statement, Resource: 'arn:aws:s3:::other/*' }), 'Policy has invalid resource'],
  [policy({ ...statement, Resource: 'arn:aws:s3:::log/*' }), 'Policy has invalid resource'],
  [policy({ ...statement, Resource: 'logs' }), 'Policy has invalid resource'],
  [policy({ ...statement, Resource: [7] }), 'Policy has invalid resource'],
  [policy({ ...statement, Condition: 'never' }), 'Policy has an invalid condition key'],
  [policy(7 as never), 'Statement is not a JSON object'],
  [policy({ ...statement, Sid: 'x'.repeat(20_480) }), 'Policy exceeds the maximum allowed document size.'],
])('no policy: %#', (document, sentence) => {
  expect(problemOf(document)).toBe(sentence)
})

test.each(['Principal', 'Action', 'Resource', 'Effect', 'Sid', 'Condition'])('%s of any depth', (field) => {
  const text = JSON.stringify(policy({ ...statement, [field]: 'HERE' })).replace(
    '"HERE"',
    '['.repeat(9000) + ']'.repeat(9000),
  )
  expect(problemOf(text)).toMatch(/./)
})

test('a pattern of many stars takes no time', () => {
  const Resource = `arn:aws:s3:::${'*a'.repeat(5000)}`
  expect(problemOf(policy({ ...statement, Resource }), 'a'.repeat(63))).toBe('Policy has invalid resource')
})

const everybody = { ...statement, Principal: '*' }
const only = (operator: string, key: string, value: unknown) => ({
  ...everybody,
  Condition: { [operator]: { [key]: value } },
})
test.each<[boolean, object]>([
  [false, statement],
  [true, everybody],
  [true, { ...statement, Principal: { AWS: '*' } }],
  [true, { ...statement, Principal: { AWS: ['111122223333', '*'] } }],
  [true, { ...statement, Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
  [false, { ...everybody, Effect: 'Deny' }],
  [true, only('Bool', 'aws:SecureTransport', 'true')],
  [true, only('StringEquals', 'aws:UserAgent', 'me')],
  [false, only('IpAddress', 'aws:SourceIp', '192.0.2.0/24')],
  [true, only('IpAddress', 'aws:SourceIp', ['192.0.2.0/24', '0.0.0.0/0'])],
  [true, only('NotIpAddress', 'aws:SourceIp', '192.0.2.0/24')],
  [false, only('StringEquals', 'aws:sourcevpce', 'vpce-1')],
  [true, only('StringLike', 'aws:SourceVpc', 'vpc-*')],
  [false, only('ArnLike', 'aws:SourceArn', 'arn:aws:sns:us-east-1:111122223333:*')],
  [true, only('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:*')],
  [true, only('StringNotEquals', 'aws:PrincipalOrgID', 'o-1')],
  [true, only('StringEquals', 'aws:PrincipalOrgID', [])],
])('public: %s, %#', (isPublic, one) => {
  const parsed = parsePolicy(JSON.stringify(policy(statement, one)), 'logs')
  expect('document' in parsed && isPublicPolicy(parsed.document)).toBe(isPublic)
})

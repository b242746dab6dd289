import { errors } from './errors.ts'

interface AclInput {
  readonly ACL?: string
  readonly GrantFullControl?: string
  readonly GrantRead?: string
  readonly GrantReadACP?: string
  readonly GrantWrite?: string
  readonly GrantWriteACP?: string
}

const CANNED = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
]

/** Those that say what holds anyway: the one owner may do everything, nobody else anything. */
const HOLDING = ['private', 'bucket-owner-read', 'bucket-owner-full-control']

/** Buckets have their access control lists off (BucketOwnerEnforced, as new ones on S3). */
export function assertAcl(input: AclInput, ownership = 'BucketOwnerEnforced') {
  const { ACL: canned } = input
  if (!['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'].includes(ownership)) {
    throw errors.invalid(
      'x-amz-object-ownership',
      ownership,
      `Invalid x-amz-object-ownership header: ${ownership}`,
    )
  }
  if (canned !== undefined && !CANNED.includes(canned)) throw errors.invalid('x-amz-acl', canned, '')
  const granted = [
    input.GrantFullControl,
    input.GrantRead,
    input.GrantReadACP,
    input.GrantWrite,
    input.GrantWriteACP,
  ].some((grant) => grant !== undefined)
  if (granted || (canned !== undefined && !HOLDING.includes(canned))) throw errors.aclsOff()
}

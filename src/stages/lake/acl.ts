import type { Members } from '../../record/index.ts'
import { ownerOf } from './core/owner.ts'
import { errors } from './errors.ts'

export interface AclInput {
  readonly ACL?: string
  readonly GrantFullControl?: string
  readonly GrantRead?: string
  readonly GrantReadACP?: string
  readonly GrantWrite?: string
  readonly GrantWriteACP?: string
  readonly AccessControlPolicy?: Policy
}

interface Policy {
  readonly Grants?: readonly { readonly Grantee?: { readonly ID?: string }; readonly Permission?: string }[]
}

/** What PutObjectAcl and PutBucketAcl take. */
export const aclMembers = {
  ACL: { type: 'string' },
  AccessControlPolicy: {
    type: 'structure',
    members: {
      Grants: {
        type: 'list',
        element: {
          type: 'structure',
          members: {
            Permission: { type: 'string' },
            Grantee: {
              type: 'structure',
              members: {
                Type: { type: 'string' },
                DisplayName: { type: 'string' },
                EmailAddress: { type: 'string' },
                ID: { type: 'string' },
                URI: { type: 'string' },
              },
            },
          },
        },
      },
      Owner: {
        type: 'structure',
        members: { ID: { type: 'string' }, DisplayName: { type: 'string' } },
      },
    },
  },
  ContentMD5: { type: 'string' },
  ChecksumAlgorithm: { type: 'string' },
  GrantFullControl: { type: 'string' },
  GrantRead: { type: 'string' },
  GrantReadACP: { type: 'string' },
  GrantWrite: { type: 'string' },
  GrantWriteACP: { type: 'string' },
} as const satisfies Members

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
  if (!['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'].includes(ownership)) {
    throw errors.invalid(
      'x-amz-object-ownership',
      ownership,
      `Invalid x-amz-object-ownership header: ${ownership}`,
    )
  }
  assertKnownAcl(input)
  if (headersGrant(input)) throw errors.aclsOff()
}

export function assertKnownAcl({ ACL: canned }: AclInput) {
  if (canned !== undefined && !CANNED.includes(canned)) throw errors.invalid('x-amz-acl', canned, '')
}

/** Whether anybody but the owner would be granted something. */
export function grantsOthers(input: AclInput, account: string): boolean {
  return headersGrant(input) || !isOwn(input.AccessControlPolicy, account)
}

function headersGrant(input: AclInput): boolean {
  const { ACL: canned } = input
  return grantsInHeaders(input).length > 0 || (canned !== undefined && !HOLDING.includes(canned))
}

/** A request that sets a list says it in one of three ways. */
export function assertOneWay(input: AclInput) {
  const headers = grantsInHeaders(input).length > 0
  if (!input.ACL && !headers && !input.AccessControlPolicy) throw errors.missingAcl()
  if (input.ACL && headers) throw errors.cannedAndGrants()
  if ((input.ACL || headers) && input.AccessControlPolicy) throw errors.noContent()
}

function grantsInHeaders(input: AclInput): readonly string[] {
  return [
    input.GrantFullControl,
    input.GrantRead,
    input.GrantReadACP,
    input.GrantWrite,
    input.GrantWriteACP,
  ].filter((grant) => grant !== undefined)
}

/** A list written out must be the one that holds. */
export function assertPolicy(policy: Policy | undefined, account: string) {
  if (!isOwn(policy, account)) throw errors.aclsOff()
}

function isOwn(policy: Policy | undefined, account: string): boolean {
  if (!policy) return true
  const { ID: own } = ownerOf(account)
  const grants = policy.Grants ?? []
  return grants.length === 1 && grants[0].Permission === 'FULL_CONTROL' && grants[0].Grantee?.ID === own
}

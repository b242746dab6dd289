import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Rule {
  readonly ApplyServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm?: string
    readonly KMSMasterKeyID?: string
  }
  readonly BucketKeyEnabled?: boolean
  readonly BlockedEncryptionTypes?: { readonly EncryptionType?: readonly string[] }
}

interface Input extends BucketInput {
  readonly ServerSideEncryptionConfiguration?: { readonly Rules?: readonly Rule[] }
}

const KEYED = ['aws:kms', 'aws:kms:dsse', 'aws:fsx']

/** AES256 alone; a bucket key, which spares calls for keys, has then nothing to do, as in S3. */
export function putBucketEncryption(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketEncryption',
    members: {
      ...settingMembers,
      ServerSideEncryptionConfiguration: {
        type: 'structure',
        members: {
          Rules: {
            type: 'list',
            element: {
              type: 'structure',
              members: {
                ApplyServerSideEncryptionByDefault: {
                  type: 'structure',
                  members: { SSEAlgorithm: { type: 'string' }, KMSMasterKeyID: { type: 'string' } },
                },
                BucketKeyEnabled: { type: 'boolean' },
                BlockedEncryptionTypes: {
                  type: 'structure',
                  members: { EncryptionType: { type: 'list', element: { type: 'string' } } },
                },
              },
            },
          },
        },
      },
    },
    async run(input, caller) {
      if (!input.ServerSideEncryptionConfiguration) throw errors.missingBody()
      const { Rules: rules = [] } = input.ServerSideEncryptionConfiguration
      if (rules.length !== 1) throw errors.malformed()
      const [rule] = rules
      assertMethod(rule)
      assertBlocked(rule)
      const document = { Rules: [{ ...rule, BucketKeyEnabled: rule.BucketKeyEnabled ?? false }] }
      await configure(store, 'encryption', input, caller, document)
      return {}
    },
  }
}

function assertMethod({ ApplyServerSideEncryptionByDefault: asked }: Rule) {
  const { SSEAlgorithm: method, KMSMasterKeyID: key } = asked ?? {}
  if (method !== undefined && KEYED.includes(method)) {
    throw errors.notImplemented(
      'SSEAlgorithm',
      `${method} is not served: there are no keys to encrypt with. AES256, the default, is.`,
    )
  }
  if (method !== 'AES256') throw errors.malformed()
  if (key !== undefined) throw errors.keyWithoutKms()
}

/** SSE-C is refused in any case; `NONE` blocks nothing. */
function assertBlocked({ BlockedEncryptionTypes: blocked }: Rule) {
  const types = blocked?.EncryptionType ?? []
  if (types.some((type) => type !== 'NONE' && type !== 'SSE-C')) throw errors.malformed()
}

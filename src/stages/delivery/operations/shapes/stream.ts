import type { Member } from '../../../../record/index.ts'
import { choice, list, need, structure, text } from './constraint.ts'

/** Members of a delivery stream itself; constraints from AWS's service model of 2015-08-04. */
export const deliveryStreamName: Member = need(text(1, 64, '[a-zA-Z0-9_.-]+'))

export const deliveryStreamType: Member = choice(
  'DirectPut',
  'KinesisStreamAsSource',
  'MSKAsSource',
  'DatabaseAsSource',
)

export const versionId: Member = text(1, 50, '[0-9]+')

export const destinationId: Member = text(1, 100, '[a-zA-Z0-9-]+')

/** The one destination that a delivery stream has. */
export const DESTINATION_ID = 'destinationId-000000000001'

export const MAX_TAGS = 50

export const tagKey: Member = text(1, 128, '^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$')

export const tags: Member = list(
  structure({
    Key: need(tagKey),
    Value: text(0, 256, '^[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$'),
  }),
  1,
  MAX_TAGS,
)

export const kmsKeyArn: Member = text(
  1,
  512,
  'arn:.*:kms:[a-zA-Z0-9\\-]+:\\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\\-_/]+',
)

export const encryption: Member = structure({
  KeyARN: kmsKeyArn,
  KeyType: need(choice('AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK')),
})

/** `Data` may be empty, and is at most 1,000 KiB. */
export const record: Member = structure({ Data: { type: 'blob', required: true, min: 0, max: 1_024_000 } })

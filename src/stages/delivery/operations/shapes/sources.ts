import type { Member } from '../../../../record/index.ts'
import { reasons } from '../../errors.ts'
import { choice, moment, need, refuse, structure, text, whole } from './constraint.ts'
import { roleArn } from './delivery.ts'

/** Where a delivery stream's records come from. */
export const directPutSource: Member = structure({ ThroughputHintInMBs: need(whole(1, 100)) })

export const kinesisSource: Member = structure({
  KinesisStreamARN: need(text(1, 512, 'arn:.*:kinesis:[a-zA-Z0-9\\-]+:\\d{12}:stream/[a-zA-Z0-9_.-]+')),
  RoleARN: need(roleArn),
})

export const mskSource: Member = refuse(
  structure({
    MSKClusterARN: need(text(1, 512, 'arn:.*')),
    TopicName: need(text(1, 255, '[a-zA-Z0-9\\\\._\\\\-]+')),
    AuthenticationConfiguration: need(
      structure({ RoleARN: need(roleArn), Connectivity: need(choice('PUBLIC', 'PRIVATE')) }),
    ),
    ReadFromTimestamp: moment,
  }),
  reasons.source,
)

import type { Member } from '../../../../record/index.ts'
import { choice, flag, list, need, structure, text, whole } from './constraint.ts'

/** Members that several destinations share. */
export const roleArn: Member = text(1, 512, 'arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+')

export const hints = (mostMib: number, mostSeconds = 900): Member =>
  structure({ SizeInMBs: whole(1, mostMib), IntervalInSeconds: whole(0, mostSeconds) })

export const retry: Member = structure({ DurationInSeconds: whole(0, 7200) })

export const logging: Member = structure({
  Enabled: flag,
  LogGroupName: text(0, 512, '[\\.\\-_/#A-Za-z0-9]*'),
  LogStreamName: text(0, 512, '[^:*]*'),
})

export const processing: Member = structure({
  Enabled: flag,
  Processors: list(
    structure({
      Type: need(
        choice(
          ...['RecordDeAggregation', 'Decompression', 'CloudWatchLogProcessing', 'Lambda'],
          ...['MetadataExtraction', 'AppendDelimiterToRecord'],
        ),
      ),
      Parameters: list(
        structure({
          ParameterName: need(
            choice(
              ...['LambdaArn', 'NumberOfRetries', 'MetadataExtractionQuery', 'JsonParsingEngine', 'RoleArn'],
              ...['BufferSizeInMBs', 'BufferIntervalInSeconds', 'SubRecordType', 'Delimiter'],
              ...['CompressionFormat', 'DataMessageExtraction'],
            ),
          ),
          ParameterValue: need(text(1, 5120, '^(?!\\s*$).+')),
        }),
      ),
    }),
  ),
})

export const secret: Member = structure({
  SecretARN: text(1, 2048, 'arn:.*:secretsmanager:[a-zA-Z0-9\\-]+:\\d{12}:secret:[a-zA-Z0-9\\-/_+=.@!]+'),
  RoleARN: roleArn,
  Enabled: need(flag),
})

export const vpc: Member = structure({
  SubnetIds: need(list(text(1, 1024, '^\\S+$'), 1, 16)),
  RoleARN: need(roleArn),
  SecurityGroupIds: need(list(text(1, 1024, '^\\S+$'), 1, 5)),
})

import type { Members, Operation } from '../../../record/index.ts'
import { channelsNotServed } from '../errors.ts'

const arn: Members = { ChannelARN: { type: 'string' } }
const structure = { type: 'structure' } as const

/** Kinesis's channels, with AWS's members: every one of these actions is refused by name. */
const ACTIONS: Readonly<Record<string, Members>> = {
  CreateChannel: {
    ChannelName: { type: 'string' },
    ServiceExecutionRoleARN: { type: 'string' },
    StreamConfigurationList: { type: 'list' },
    S3DestinationConfiguration: structure,
    S3TablesDestinationConfiguration: structure,
    EncryptionConfiguration: structure,
    Tags: { type: 'map' },
    LoggingConfiguration: structure,
  },
  DeleteChannel: arn,
  DescribeChannel: arn,
  ListChannels: { StreamFilter: structure, MaxResults: { type: 'integer' }, NextToken: { type: 'string' } },
  UpdateChannel: {
    ...arn,
    S3DestinationConfiguration: structure,
    S3TablesDestinationConfiguration: structure,
    LoggingConfiguration: structure,
  },
}

export function channelOperations(): Operation<object, never>[] {
  return Object.entries(ACTIONS).map(([name, members]) => ({
    name,
    members,
    async run() {
      throw channelsNotServed(name)
    },
  }))
}

import type { ResourceType } from './resource-type.ts'

/** AWS::Kinesis::Stream → kinesis:CreateStream. */
export const kinesisStream: ResourceType = {
  type: 'AWS::Kinesis::Stream',
  properties: {
    Name: true,
    ShardCount: true,
    RetentionPeriodHours: true,
    StreamModeDetails: true,
    Tags: 'streams keep no tags yet.',
    StreamEncryption: 'records are stored unencrypted; encrypt the data folder’s disk instead.',
    DesiredShardLevelMetrics: 'shard-level metrics are not kept yet.',
    MaxRecordSizeInKiB: 'the record limit is fixed.',
    WarmThroughputMiBps: 'an embedded stream has no throughput to reserve.',
  },
  required: [],
  mutable: ['RetentionPeriodHours'],
  name: (properties, fallback) => String(properties.Name ?? fallback),
  async create({ dispatch, caller, name, properties }) {
    const { ShardCount, StreamModeDetails, RetentionPeriodHours } = properties
    await dispatch(
      'kinesis',
      'CreateStream',
      {
        StreamName: name,
        ...(ShardCount === undefined ? {} : { ShardCount: Number(ShardCount) }),
        ...(StreamModeDetails === undefined ? {} : { StreamModeDetails }),
      },
      caller,
    )
    await setRetention({ dispatch, caller, name }, 24, Number(RetentionPeriodHours ?? 24))
  },
  update: ({ dispatch, caller, name, properties }, before) =>
    setRetention(
      { dispatch, caller, name },
      Number(before.RetentionPeriodHours ?? 24),
      Number(properties.RetentionPeriodHours ?? 24),
    ),
  describe: ({ name, caller }) => ({
    ref: name,
    attributes: { Arn: `arn:aws:kinesis:${caller.region}:${caller.account}:stream/${name}` },
  }),
}

async function setRetention(
  { dispatch, caller, name }: Pick<Parameters<ResourceType['create']>[0], 'dispatch' | 'caller' | 'name'>,
  before: number,
  hours: number,
) {
  if (hours === before) return
  const operation = hours > before ? 'IncreaseStreamRetentionPeriod' : 'DecreaseStreamRetentionPeriod'
  await dispatch('kinesis', operation, { StreamName: name, RetentionPeriodHours: hours }, caller)
}

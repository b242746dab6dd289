import type { Properties, ResourceContext, ResourceType } from './resource-type.ts'
import { changedTags, type TagList, tagMap } from './tags.ts'

/** AWS::Kinesis::Stream → kinesis:CreateStream, and the actions that change a stream. */
export const kinesisStream: ResourceType = {
  type: 'AWS::Kinesis::Stream',
  properties: {
    Name: true,
    ShardCount: true,
    RetentionPeriodHours: true,
    StreamModeDetails: true,
    Tags: true,
    StreamEncryption: true,
    DesiredShardLevelMetrics: true,
    MaxRecordSizeInKiB: true,
    WarmThroughputMiBps: true,
  },
  required: [],
  mutable: [
    'ShardCount',
    'RetentionPeriodHours',
    'StreamModeDetails',
    'Tags',
    'StreamEncryption',
    'DesiredShardLevelMetrics',
    'MaxRecordSizeInKiB',
    'WarmThroughputMiBps',
  ],
  name: (properties, fallback) => String(properties.Name ?? fallback),
  async create(context) {
    const { name, properties } = context
    const { ShardCount, StreamModeDetails, MaxRecordSizeInKiB, WarmThroughputMiBps, Tags } = properties
    const mode = StreamModeDetails === undefined ? {} : { StreamModeDetails }
    await call(context, 'CreateStream', {
      StreamName: name,
      // CloudFormation's default for a provisioned stream.
      ...(ShardCount === undefined
        ? isOnDemand(properties)
          ? {}
          : { ShardCount: 1 }
        : numbers({ ShardCount })),
      ...mode,
      ...numbers({ MaxRecordSizeInKiB, WarmThroughputMiBps }),
      ...(Tags === undefined ? {} : { Tags: tagMap(Tags as TagList) }),
    })
    await setRetention(context, {})
    await setEncryption(context, {})
    await setMetrics(context, {})
  },
  async update(context, before) {
    const { properties } = context
    const changed = (name: string) => JSON.stringify(properties[name]) !== JSON.stringify(before[name])
    if (changed('StreamModeDetails')) await setMode(context)
    if (changed('ShardCount') && !isOnDemand(properties)) await setShardCount(context)
    if (changed('RetentionPeriodHours')) await setRetention(context, before)
    if (changed('StreamEncryption')) await setEncryption(context, before)
    if (changed('DesiredShardLevelMetrics')) await setMetrics(context, before)
    if (changed('MaxRecordSizeInKiB')) {
      const MaxRecordSizeInKiB = Number(properties.MaxRecordSizeInKiB ?? 1024)
      await call(context, 'UpdateMaxRecordSize', { StreamARN: arnOf(context), MaxRecordSizeInKiB })
    }
    if (changed('WarmThroughputMiBps')) {
      const WarmThroughputMiBps = Number(properties.WarmThroughputMiBps ?? 0)
      await call(context, 'UpdateStreamWarmThroughput', { StreamName: context.name, WarmThroughputMiBps })
    }
    if (changed('Tags')) await setTags(context, before)
  },
  describe: (context) => ({ ref: context.name, attributes: { Arn: arnOf(context) } }),
}

function call({ dispatch, caller }: ResourceContext, action: string, input: Record<string, unknown>) {
  return dispatch('kinesis', action, input, caller)
}

function arnOf({ name, caller }: ResourceContext): string {
  return `arn:aws:kinesis:${caller.region}:${caller.account}:stream/${name}`
}

function isOnDemand({ StreamModeDetails }: Properties): boolean {
  return (StreamModeDetails as { StreamMode?: string } | undefined)?.StreamMode === 'ON_DEMAND'
}

/** Templates may write numbers as texts. */
function numbers(given: Properties): Record<string, number> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)]])),
  )
}

function setMode(context: ResourceContext) {
  const StreamModeDetails = { StreamMode: isOnDemand(context.properties) ? 'ON_DEMAND' : 'PROVISIONED' }
  return call(context, 'UpdateStreamMode', { StreamARN: arnOf(context), StreamModeDetails })
}

function setShardCount(context: ResourceContext) {
  const TargetShardCount = Number(context.properties.ShardCount ?? 1)
  const input = { StreamName: context.name, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }
  return call(context, 'UpdateShardCount', input)
}

async function setRetention(context: ResourceContext, before: Properties) {
  const hours = Number(context.properties.RetentionPeriodHours ?? 24)
  const hoursBefore = Number(before.RetentionPeriodHours ?? 24)
  if (hours === hoursBefore) return
  const action = hours > hoursBefore ? 'IncreaseStreamRetentionPeriod' : 'DecreaseStreamRetentionPeriod'
  await call(context, action, { StreamName: context.name, RetentionPeriodHours: hours })
}

async function setEncryption(context: ResourceContext, before: Properties) {
  const wanted = context.properties.StreamEncryption as Record<string, unknown> | undefined
  const existing = before.StreamEncryption as Record<string, unknown> | undefined
  if (wanted) await call(context, 'StartStreamEncryption', { StreamName: context.name, ...wanted })
  else if (existing) await call(context, 'StopStreamEncryption', { StreamName: context.name, ...existing })
}

async function setMetrics(context: ResourceContext, before: Properties) {
  const wanted = (context.properties.DesiredShardLevelMetrics ?? []) as readonly string[]
  const existing = (before.DesiredShardLevelMetrics ?? []) as readonly string[]
  const StreamName = context.name
  if (existing.length > 0) {
    await call(context, 'DisableEnhancedMonitoring', { StreamName, ShardLevelMetrics: existing })
  }
  if (wanted.length > 0) {
    await call(context, 'EnableEnhancedMonitoring', { StreamName, ShardLevelMetrics: wanted })
  }
}

async function setTags(context: ResourceContext, before: Properties) {
  const { added, removed } = changedTags(before.Tags as TagList, context.properties.Tags as TagList)
  const StreamName = context.name
  if (removed.length > 0) await call(context, 'RemoveTagsFromStream', { StreamName, TagKeys: removed })
  if (Object.keys(added).length > 0) await call(context, 'AddTagsToStream', { StreamName, Tags: added })
}

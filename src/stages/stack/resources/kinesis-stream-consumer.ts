import type { ResourceType } from './resource-type.ts'
import { changedTags, type TagList, tagMap } from './tags.ts'

/** AWS::Kinesis::StreamConsumer → kinesis:RegisterStreamConsumer. */
export const kinesisStreamConsumer: ResourceType = {
  type: 'AWS::Kinesis::StreamConsumer',
  properties: { ConsumerName: true, StreamARN: true, Tags: true },
  required: ['ConsumerName', 'StreamARN'],
  mutable: ['Tags'],
  name: ({ ConsumerName }) => String(ConsumerName),
  async create({ dispatch, caller, properties: { ConsumerName, StreamARN, Tags } }) {
    const tags = Tags === undefined ? {} : { Tags: tagMap(Tags as TagList) }
    await dispatch('kinesis', 'RegisterStreamConsumer', { ConsumerName, StreamARN, ...tags }, caller)
  },
  async update(context, before) {
    const { dispatch, caller, properties } = context
    const { ref: ResourceARN } = await this.describe(context)
    const { added, removed } = changedTags(before.Tags as TagList, properties.Tags as TagList)
    if (removed.length > 0) {
      await dispatch('kinesis', 'UntagResource', { ResourceARN, TagKeys: removed }, caller)
    }
    if (Object.keys(added).length > 0) {
      await dispatch('kinesis', 'TagResource', { ResourceARN, Tags: added }, caller)
    }
  },
  async describe({ dispatch, caller, properties: { ConsumerName, StreamARN } }) {
    const input = { ConsumerName, StreamARN }
    const { ConsumerDescription } = (await dispatch('kinesis', 'DescribeStreamConsumer', input, caller)) as {
      ConsumerDescription: { ConsumerARN: string; ConsumerStatus: string; ConsumerCreationTimestamp: Date }
    }
    const { ConsumerARN, ConsumerStatus, ConsumerCreationTimestamp } = ConsumerDescription
    const created = String(Math.floor(ConsumerCreationTimestamp.getTime() / 1000))
    return {
      ref: ConsumerARN,
      attributes: { ConsumerARN, ConsumerStatus, ConsumerCreationTimestamp: created },
    }
  },
}

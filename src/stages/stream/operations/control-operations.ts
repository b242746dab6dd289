import type { Operation } from '../../../record/index.ts'
import { addTagsToStream } from './add-tags-to-stream.ts'
import { channelOperations } from './channels.ts'
import type { Control } from './control.ts'
import { createStreamOperation } from './create-stream.ts'
import { decreaseStreamRetentionPeriod } from './decrease-stream-retention-period.ts'
import { deleteResourcePolicy } from './delete-resource-policy.ts'
import { deleteStream } from './delete-stream.ts'
import { deregisterStreamConsumer } from './deregister-stream-consumer.ts'
import { describeAccountSettings } from './describe-account-settings.ts'
import { describeLimits } from './describe-limits.ts'
import { describeStream } from './describe-stream.ts'
import { describeStreamConsumer } from './describe-stream-consumer.ts'
import { describeStreamSummary } from './describe-stream-summary.ts'
import { disableEnhancedMonitoring } from './disable-enhanced-monitoring.ts'
import { enableEnhancedMonitoring } from './enable-enhanced-monitoring.ts'
import { getResourcePolicy } from './get-resource-policy.ts'
import { increaseStreamRetentionPeriod } from './increase-stream-retention-period.ts'
import { listShards } from './list-shards.ts'
import { listStreamConsumers } from './list-stream-consumers.ts'
import { listStreams } from './list-streams.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { listTagsForStream } from './list-tags-for-stream.ts'
import { mergeShards } from './merge-shards.ts'
import { putResourcePolicy } from './put-resource-policy.ts'
import { registerStreamConsumer } from './register-stream-consumer.ts'
import { removeTagsFromStream } from './remove-tags-from-stream.ts'
import { splitShard } from './split-shard.ts'
import { startStreamEncryption } from './start-stream-encryption.ts'
import { stopStreamEncryption } from './stop-stream-encryption.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'
import { updateAccountSettings } from './update-account-settings.ts'
import { updateMaxRecordSize } from './update-max-record-size.ts'
import { updateShardCount } from './update-shard-count.ts'
import { updateStreamMode } from './update-stream-mode.ts'
import { updateStreamRecordDistributionStrategy } from './update-stream-record-distribution-strategy.ts'
import { updateStreamWarmThroughput } from './update-stream-warm-throughput.ts'

/** Every action of Kinesis Data Streams that looks at or changes streams, rather than their records. */
export function controlOperations(control: Control): Operation<never, unknown>[] {
  return [
    createStreamOperation,
    deleteStream,
    describeStream,
    describeStreamSummary,
    listStreams,
    listShards,
    splitShard,
    mergeShards,
    updateShardCount,
    increaseStreamRetentionPeriod,
    decreaseStreamRetentionPeriod,
    updateStreamMode,
    updateMaxRecordSize,
    updateStreamWarmThroughput,
    updateStreamRecordDistributionStrategy,
    addTagsToStream,
    removeTagsFromStream,
    listTagsForStream,
    tagResource,
    untagResource,
    listTagsForResource,
    enableEnhancedMonitoring,
    disableEnhancedMonitoring,
    startStreamEncryption,
    stopStreamEncryption,
    registerStreamConsumer,
    deregisterStreamConsumer,
    describeStreamConsumer,
    listStreamConsumers,
    putResourcePolicy,
    getResourcePolicy,
    deleteResourcePolicy,
    describeLimits,
    describeAccountSettings,
    updateAccountSettings,
  ]
    .map((make): Operation<never, unknown> => make(control))
    .concat(channelOperations())
}

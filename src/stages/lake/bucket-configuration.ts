import type { Operation } from '../../record/index.ts'
import { deleteBucketEncryption } from './operations/delete-bucket-encryption.ts'
import { deleteBucketLifecycle } from './operations/delete-bucket-lifecycle.ts'
import { deleteBucketOwnershipControls } from './operations/delete-bucket-ownership-controls.ts'
import { deleteBucketPolicy } from './operations/delete-bucket-policy.ts'
import { deleteBucketTagging } from './operations/delete-bucket-tagging.ts'
import { deletePublicAccessBlock } from './operations/delete-public-access-block.ts'
import { getBucketAbac } from './operations/get-bucket-abac.ts'
import { getBucketAccelerateConfiguration } from './operations/get-bucket-accelerate-configuration.ts'
import { getBucketAcl } from './operations/get-bucket-acl.ts'
import { getBucketEncryption } from './operations/get-bucket-encryption.ts'
import { getBucketLifecycleConfiguration } from './operations/get-bucket-lifecycle-configuration.ts'
import { getBucketLogging } from './operations/get-bucket-logging.ts'
import { getBucketNotificationConfiguration } from './operations/get-bucket-notification-configuration.ts'
import { getBucketOwnershipControls } from './operations/get-bucket-ownership-controls.ts'
import { getBucketPolicy } from './operations/get-bucket-policy.ts'
import { getBucketPolicyStatus } from './operations/get-bucket-policy-status.ts'
import { getBucketRequestPayment } from './operations/get-bucket-request-payment.ts'
import { getBucketTagging } from './operations/get-bucket-tagging.ts'
import { getBucketVersioning } from './operations/get-bucket-versioning.ts'
import { getPublicAccessBlock } from './operations/get-public-access-block.ts'
import { putBucketAbac } from './operations/put-bucket-abac.ts'
import { putBucketAccelerateConfiguration } from './operations/put-bucket-accelerate-configuration.ts'
import { putBucketAcl } from './operations/put-bucket-acl.ts'
import { putBucketEncryption } from './operations/put-bucket-encryption.ts'
import { putBucketLifecycleConfiguration } from './operations/put-bucket-lifecycle-configuration.ts'
import { putBucketLogging } from './operations/put-bucket-logging.ts'
import { putBucketNotificationConfiguration } from './operations/put-bucket-notification-configuration.ts'
import { putBucketOwnershipControls } from './operations/put-bucket-ownership-controls.ts'
import { putBucketPolicy } from './operations/put-bucket-policy.ts'
import { putBucketRequestPayment } from './operations/put-bucket-request-payment.ts'
import { putBucketTagging } from './operations/put-bucket-tagging.ts'
import { putBucketVersioning } from './operations/put-bucket-versioning.ts'
import { putPublicAccessBlock } from './operations/put-public-access-block.ts'
import type { ObjectStore } from './ports.ts'
import { unsetOperations } from './unset.ts'

/** The operations that set, show and unset what a bucket is configured with, one file each in `operations/`. */
// biome-ignore lint/suspicious/noExplicitAny: a heterogeneous table; dispatch validates before it calls.
export function bucketConfigurationOperations(store: ObjectStore): readonly Operation<any>[] {
  return [
    deleteBucketEncryption(store),
    deleteBucketLifecycle(store),
    deleteBucketOwnershipControls(store),
    deleteBucketPolicy(store),
    deleteBucketTagging(store),
    deletePublicAccessBlock(store),
    getBucketAbac(store),
    getBucketAccelerateConfiguration(store),
    getBucketAcl(store),
    getBucketEncryption(store),
    getBucketLifecycleConfiguration(store),
    getBucketLogging(store),
    getBucketNotificationConfiguration(store),
    getBucketOwnershipControls(store),
    getBucketPolicyStatus(store),
    getBucketPolicy(store),
    getBucketRequestPayment(store),
    getBucketTagging(store),
    getBucketVersioning(store),
    getPublicAccessBlock(store),
    putBucketAbac(store),
    putBucketAccelerateConfiguration(store),
    putBucketAcl(store),
    putBucketEncryption(store),
    putBucketLifecycleConfiguration(store),
    putBucketLogging(store),
    putBucketNotificationConfiguration(store),
    putBucketOwnershipControls(store),
    putBucketPolicy(store),
    putBucketRequestPayment(store),
    putBucketTagging(store),
    putBucketVersioning(store),
    putPublicAccessBlock(store),
    ...unsetOperations(store),
  ]
}

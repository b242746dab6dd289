import type { ResourceType } from './resource-type.ts'

const unserved = 'buckets of the embedded lake do not have it yet.'

/** AWS::S3::Bucket → s3:CreateBucket. */
export const s3Bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  properties: {
    BucketName: true,
    ...Object.fromEntries(
      [
        ...[
          'AbacStatus',
          'AccelerateConfiguration',
          'AccessControl',
          'AnalyticsConfigurations',
          'BucketEncryption',
        ],
        ...['BucketNamePrefix', 'BucketNamespace', 'CorsConfiguration', 'IntelligentTieringConfigurations'],
        ...[
          'InventoryConfigurations',
          'LifecycleConfiguration',
          'LoggingConfiguration',
          'MetadataConfiguration',
        ],
        ...['MetadataTableConfiguration', 'MetricsConfigurations', 'NotificationConfiguration', 'Tags'],
        ...['ObjectLockConfiguration', 'ObjectLockEnabled', 'OwnershipControls', 'ReplicationConfiguration'],
        ...['PublicAccessBlockConfiguration', 'VersioningConfiguration', 'WebsiteConfiguration'],
      ].map((name) => [name, unserved]),
    ),
  },
  required: [],
  mutable: [],
  name: (properties, fallback) => String(properties.BucketName ?? fallback).toLowerCase(),
  async create({ dispatch, caller, name }) {
    await dispatch('s3', 'CreateBucket', { Bucket: name }, caller)
  },
  describe: ({ name, caller }) => ({
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${caller.region}.amazonaws.com`,
    },
  }),
}

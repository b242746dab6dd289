import type { ResourceType } from './resource-type.ts'

/**
 * AWS::KinesisFirehose::DeliveryStream → firehose:CreateDeliveryStream. The property names are the operation's
 * own member names; its table says which members are served.
 */
export const deliveryStream: ResourceType = {
  type: 'AWS::KinesisFirehose::DeliveryStream',
  properties: Object.fromEntries(
    [
      ...[
        'AmazonOpenSearchServerlessDestinationConfiguration',
        'AmazonopensearchserviceDestinationConfiguration',
      ],
      ...['DatabaseSourceConfiguration', 'DeliveryStreamEncryptionConfigurationInput', 'DeliveryStreamName'],
      ...['DeliveryStreamType', 'DirectPutSourceConfiguration', 'ElasticsearchDestinationConfiguration'],
      ...['ExtendedS3DestinationConfiguration', 'HttpEndpointDestinationConfiguration'],
      ...['IcebergDestinationConfiguration', 'KinesisStreamSourceConfiguration', 'MSKSourceConfiguration'],
      ...[
        'RedshiftDestinationConfiguration',
        'S3DestinationConfiguration',
        'SnowflakeDestinationConfiguration',
      ],
      ...['SplunkDestinationConfiguration', 'Tags'],
    ].map((name) => [name, true as const]),
  ),
  required: [],
  mutable: [],
  name: (properties, fallback) => String(properties.DeliveryStreamName ?? fallback).slice(0, 64),
  async create({ dispatch, caller, name, properties }) {
    await dispatch('firehose', 'CreateDeliveryStream', { ...properties, DeliveryStreamName: name }, caller)
  },
  describe: ({ name, caller }) => ({
    ref: name,
    attributes: { Arn: `arn:aws:firehose:${caller.region}:${caller.account}:deliverystream/${name}` },
  }),
}

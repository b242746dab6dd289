import type { Operation } from '../../../record/index.ts'
import { ServiceError } from '../../../record/index.ts'
import { errors, reasons } from '../errors.ts'
import type { DeliveryPorts } from '../ports.ts'
import type { Registry } from '../registry.ts'
import type { Settings } from '../settings.ts'
import { readSettings } from './read-settings.ts'
import {
  type CreateInput,
  deliveryStreamName,
  extendedS3Destination,
  kinesisSource,
  openSearchDestination,
  s3Destination,
  tags,
} from './shapes.ts'

/** AWS's quota of delivery streams an account. */
const LIMIT = 5000

export function createDeliveryStream(ports: DeliveryPorts, registry: Registry): Operation<CreateInput> {
  const refusedDestination = { type: 'structure', refused: reasons.destination } as const
  return {
    name: 'CreateDeliveryStream',
    members: {
      DeliveryStreamName: deliveryStreamName,
      DeliveryStreamType: {
        type: 'string',
        values: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'],
      },
      KinesisStreamSourceConfiguration: kinesisSource,
      S3DestinationConfiguration: s3Destination,
      ExtendedS3DestinationConfiguration: extendedS3Destination,
      AmazonopensearchserviceDestinationConfiguration: openSearchDestination,
      Tags: tags,
      DirectPutSourceConfiguration: { type: 'structure', refused: reasons.hint },
      MSKSourceConfiguration: { type: 'structure', refused: reasons.source },
      DatabaseSourceConfiguration: { type: 'structure', refused: reasons.source },
      DeliveryStreamEncryptionConfigurationInput: { type: 'structure', refused: reasons.encryption },
      ElasticsearchDestinationConfiguration: { type: 'structure', refused: reasons.elasticsearch },
      AmazonOpenSearchServerlessDestinationConfiguration: refusedDestination,
      HttpEndpointDestinationConfiguration: refusedDestination,
      IcebergDestinationConfiguration: refusedDestination,
      RedshiftDestinationConfiguration: refusedDestination,
      SnowflakeDestinationConfiguration: refusedDestination,
      SplunkDestinationConfiguration: refusedDestination,
    },
    async run(input, { account, region }) {
      const name = input.DeliveryStreamName
      if (registry.get(name)) throw errors.exists(name, account)
      if (registry.list().length >= LIMIT) throw errors.tooMany(LIMIT)
      const arn = `arn:aws:firehose:${region}:${account}:deliverystream/${name}`
      const definition = { arn, createdAt: ports.now(), version: '1', input }
      const settings = readSettings(definition)
      assertReachable(ports, settings)
      try {
        await registry.add(definition, settings)
      } catch (error) {
        throw asSourceError(error, settings)
      }
      return { DeliveryStreamARN: arn }
    },
  }
}

function assertReachable(ports: DeliveryPorts, { processor, destination }: Settings) {
  if (processor && !ports.transform(processor.functionArn)) {
    throw errors.noFunction('ProcessingConfiguration.Processors Lambda LambdaArn', processor.functionArn)
  }
  if (destination.kind === 'index' && !ports.index(destination.domain)) {
    throw errors.noDomain('AmazonopensearchserviceDestinationConfiguration', destination.domain)
  }
}

function asSourceError(error: unknown, { sourceArn }: Settings): unknown {
  if (error instanceof ServiceError || sourceArn === undefined) return error
  return errors.source(sourceArn, (error as Error).message)
}

import { ServiceError } from '../../record/index.ts'

const invalid = (message: string) => new ServiceError('InvalidArgumentException', message)

/** Every sentence that a client of `firehose` can see. */
export const errors = {
  notFound: (name: string, account: string) =>
    new ServiceError('ResourceNotFoundException', `Firehose ${name} under account ${account} not found.`),
  exists: (name: string, account: string) =>
    new ServiceError(
      'ResourceInUseException',
      `Firehose ${name} under accountId ${account} already exists. Delete it first, or choose another name.`,
    ),
  deleting: (name: string, account: string) =>
    new ServiceError('ResourceInUseException', `Firehose ${name} under account ${account} is being deleted.`),
  tooMany: (limit: number) =>
    new ServiceError(
      'LimitExceededException',
      `There are ${limit} delivery streams already, the most that one account may have.`,
    ),
  destinations: (given: readonly string[]) =>
    invalid(
      given.length === 0
        ? 'Exactly one destination configuration must be given; there is none. Served: ExtendedS3DestinationConfiguration, S3DestinationConfiguration, AmazonopensearchserviceDestinationConfiguration.'
        : `Exactly one destination configuration must be given; there are ${given.length}: ${given.join(', ')}.`,
    ),
  sourceMissing: () =>
    invalid(
      'KinesisStreamSourceConfiguration must be given when DeliveryStreamType is KinesisStreamAsSource.',
    ),
  sourceUnwanted: (type: string) =>
    invalid(`KinesisStreamSourceConfiguration must not be given when DeliveryStreamType is ${type}.`),
  source: (arn: string, reason: string) =>
    invalid(`KinesisStreamSourceConfiguration.KinesisStreamARN ${arn} can't be read: ${reason}`),
  notServed: (member: string, reason: string) => invalid(`${member} is not served: ${reason}`),
  wrong: (member: string, reason: string) => invalid(`${member}: ${reason}`),
  oneOfTwo: (place: string, have: string, missing: string) =>
    invalid(`${place}.${missing} must be given together with ${have}.`),
  domain: (place: string) => invalid(`${place}: exactly one of DomainARN and ClusterEndpoint must be given.`),
  noDomain: (place: string, domain: string) =>
    invalid(`${place}: there is no domain ${domain}. Create it first.`),
  noFunction: (place: string, arn: string) => invalid(`${place}: there is no function ${arn}.`),
  noProcessor: (place: string) =>
    invalid(
      `${place}.ProcessingConfiguration must name a Lambda function that turns records into documents; indexing records as they are is not served yet.`,
    ),
} as const

/** Why AWS's members that this room doesn't serve yet are refused. */
export const reasons = {
  destination:
    'this destination is not served yet. Served: ExtendedS3DestinationConfiguration, S3DestinationConfiguration, AmazonopensearchserviceDestinationConfiguration.',
  elasticsearch:
    'this destination is not served. AmazonopensearchserviceDestinationConfiguration has the same members; use it.',
  source: 'this source is not served yet. Served: DirectPut, KinesisStreamAsSource.',
  hint: 'a throughput hint has no meaning here: a stream takes what the disk takes. Leave it out.',
  encryption:
    'encryption with KMS keys is not served. Leave it out, and encrypt the disk under the data folder.',
  logging:
    "CloudWatch Logs are not served yet; errors are in the program's own log and on /health. Set Enabled to false.",
  partitioning: 'dynamic partitioning is not served yet. Set Enabled to false, or leave it out.',
  conversion:
    'conversion to Parquet and ORC is not served yet. Set Enabled to false, or leave it out; objects are JSON lines.',
  backup: 'source record backup is not served yet. Records stay in the source stream for its retention.',
  vpc: 'a VPC has no meaning here: the index is in this program. Leave it out.',
  compression: 'this compression is not served. Served: UNCOMPRESSED, GZIP.',
  processor: 'this processor is not served yet. Served: Lambda, AppendDelimiterToRecord.',
  noDocumentId:
    'documents always have ids here: they keep a retried delivery from storing rows twice. Use FIREHOSE_DEFAULT.',
} as const

import { ServiceError } from '../../record/index.ts'

const invalid = (message: string) => new ServiceError('InvalidArgumentException', message)

const ONE_DESTINATION = 'Exactly one destination configuration is supported for a Firehose'
const SERVED =
  'Served: ExtendedS3DestinationConfiguration, S3DestinationConfiguration, AmazonopensearchserviceDestinationConfiguration, ElasticsearchDestinationConfiguration, HttpEndpointDestinationConfiguration, SplunkDestinationConfiguration, RedshiftDestinationConfiguration'

/** Every sentence that a client of `firehose` can see. */
export const errors = {
  notFound: (name: string, account: string) =>
    new ServiceError('ResourceNotFoundException', `Firehose ${name} under account ${account} not found.`),
  notActive: (name: string, account: string) =>
    new ServiceError('ResourceNotFoundException', `Firehose ${name} is not active in ${account} account.`),
  exists: (name: string, account: string) =>
    new ServiceError(
      'ResourceInUseException',
      `Firehose ${name} under accountId ${account} already exists. Delete it first, or choose another name.`,
    ),
  inUse: (name: string, account: string, status: string) =>
    new ServiceError(
      'ResourceInUseException',
      `Firehose ${name} under account ${account} is in ${status} state. Try again when it is ACTIVE.`,
    ),
  tooMany: (limit: number) =>
    new ServiceError(
      'LimitExceededException',
      `You have already consumed your firehose quota of ${limit} hoses. Delete one first.`,
    ),
  otherVersion: (name: string, current: string, given: string) =>
    new ServiceError(
      'ConcurrentModificationException',
      `Cannot update firehose: ${name} since the current version id: ${current} and specified version id: ${given} do not match`,
    ),
  noDestination: (id: string) => invalid(`Destination Id ${id} not found`),
  destinations: (given: readonly string[]) =>
    invalid(
      given.length === 0
        ? `${ONE_DESTINATION}; there is none. ${SERVED}.`
        : `${ONE_DESTINATION}; there are ${given.length}: ${given.join(', ')}.`,
    ),
  noUpdate: () =>
    invalid(
      'At least one destination or source configuration update must be provided. It is one of NAMEDestinationUpdate.',
    ),
  otherFamily: (from: string, to: string) =>
    invalid(
      `Changing the destination type to or from ${to === 'S3' ? from : to} is not supported at this time. Create another delivery stream.`,
    ),
  sourceMissing: () =>
    invalid(
      'KinesisStreamSourceConfiguration must be given when DeliveryStreamType is KinesisStreamAsSource.',
    ),
  kinesisUnwanted: () =>
    invalid('KinesisSourceStreamConfig is only applicable for KinesisStreamAsSource stream type.'),
  directPutUnwanted: () =>
    invalid('DirectPutSourceConfiguration is only applicable for DirectPut stream type.'),
  source: (arn: string, reason: string) =>
    invalid(`KinesisStreamSourceConfiguration.KinesisStreamARN ${arn} can't be read: ${reason}`),
  putToStream: (type: string) =>
    new ServiceError(
      'InvalidSourceException',
      `This operation is not permitted on ${type} delivery stream type.`,
    ),
  encryptStream: (type: string) =>
    invalid(
      `This operation is not permitted on ${type} delivery stream type. Its records are kept by the source; encrypt that.`,
    ),
  keyMissing: () => invalid('KeyARN must be given when KeyType is CUSTOMER_MANAGED_CMK.'),
  keyUnwanted: () => invalid('KeyARN must not be given when KeyType is AWS_OWNED_CMK.'),
  tooManyKeyChanges: (limit: number) =>
    new ServiceError(
      'LimitExceededException',
      `StartDeliveryStreamEncryption and StopDeliveryStreamEncryption can be called ${limit} times in 24 hours for a delivery stream.`,
    ),
  tooManyTags: (name: string, limit: number) =>
    new ServiceError('LimitExceededException', `Firehose ${name} would have more than ${limit} tags.`),
  repeatedTag: (key: string) => invalid(`The tag key ${key} is given twice.`),
  batchTooLarge: () => invalid('Records size exceeds 4 MB limit'),
  unavailable: (reason: string) =>
    new ServiceError('ServiceUnavailableException', `Slow down. The records were not kept: ${reason}`, 500),
  notReplayed: (key: string, deliveryStream: string | undefined) =>
    new Error(
      deliveryStream === undefined
        ? `${key} is not named as a delivery stream names its objects.`
        : `There is no delivery stream ${deliveryStream}, which wrote ${key}.`,
    ),
  notServed: (member: string, reason: string) => invalid(`${member} is not served: ${reason}`),
  wrong: (member: string, reason: string) => invalid(`${member}: ${reason}`),
  oneOfTwo: (place: string, have: string, missing: string) =>
    invalid(`${place}.${missing} must be given together with ${have}.`),
  domain: (place: string) => invalid(`${place}: exactly one of DomainARN and ClusterEndpoint must be given.`),
  noDomain: (place: string, domain: string) =>
    invalid(`${place}: there is no domain ${domain}. Create it first.`),
  noFunction: (place: string, arn: string) => invalid(`${place}: there is no function ${arn}.`),
} as const

/** Why AWS's members that this room doesn't serve yet are refused. */
export const reasons = {
  destination: `this destination is not served yet. ${SERVED}.`,
  source: 'this source is not served yet. Served: DirectPut, KinesisStreamAsSource.',
  encryption:
    'encryption with KMS keys is not served. Leave it out, and encrypt the disk under the data folder.',
  logging:
    "CloudWatch Logs are not served yet; errors are in the program's own log and on /health. Set Enabled to false.",
  schema:
    'there is no AWS Glue Data Catalog here. Leave it out: the columns are those of the records, their types widen as records need it and never narrow.',
  orc: 'ORC is not written. Use ParquetSerDe.',
  timestamps: 'without a table from AWS Glue no column is known to be a timestamp. Leave it out.',
  caseSensitive: 'names of columns are the same in any case, here as in Hive. Leave it out.',
  pages: 'pages have the size that the writer chooses. Leave it out.',
  padding: 'blocks are not padded here: there is no HDFS under them. Leave it out.',
  vpc: 'a VPC has no meaning here: the network is that of this machine. Leave it out.',
  secret: 'there is no AWS Secrets Manager here. Give the key itself.',
} as const

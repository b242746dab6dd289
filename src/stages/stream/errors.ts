import { ServiceError } from '../../record/index.ts'

/** Every sentence that a client of this room can see. Those of Kinesis are Kinesis's own, word for word. */

export function streamNotFound(stream: string, account: string) {
  return new ServiceError('ResourceNotFoundException', `Stream ${stream} under account ${account} not found.`)
}

export function streamExists(stream: string, account: string) {
  return new ServiceError(
    'ResourceInUseException',
    `Stream ${stream} under account ${account} already exists.`,
  )
}

export function noStreamNamed() {
  return invalid('Either StreamName or StreamARN must be given.')
}

export function notAStreamArn(arn: string) {
  return invalid(`StreamARN ${arn} is not the ARN of a stream (arn:aws:kinesis:REGION:ACCOUNT:stream/NAME).`)
}

export function nameAndArnDiffer(stream: string, arn: string) {
  return invalid(`StreamName ${stream} and StreamARN ${arn} name different streams.`)
}

export function notActive(stream: string, account: string, status: string) {
  return new ServiceError(
    'ResourceInUseException',
    `Stream ${stream} under account ${account} not ACTIVE, instead in state ${status}`,
  )
}

export function shardCountMissing() {
  return validation('ShardCount is required for a stream with the capacity mode PROVISIONED.')
}

export function shardCountOnDemand() {
  return validation('ShardCount is not for a stream with the capacity mode ON_DEMAND.')
}

export function onDemandStream(stream: string, account: string) {
  return validation(`Request is invalid. Stream ${stream} under account ${account} is in On-Demand mode.`)
}

export function provisionedStream(stream: string, account: string) {
  return validation(`Request is invalid. Stream ${stream} under account ${account} is in Provisioned mode.`)
}

export function tooManyOnDemandStreams(limit: number) {
  return limitExceeded(`An account can have ${limit} streams with the capacity mode ON_DEMAND.`)
}

export function warmThroughputNotCommitted() {
  return validation(
    'WarmThroughputMiBps is for on-demand streams of an account with MinimumThroughputBillingCommitment enabled ' +
      '(UpdateAccountSettings).',
  )
}

export function warmThroughputTooHigh(limit: number) {
  return limitExceeded(`WarmThroughputMiBps can be up to ${limit}.`)
}

export function autoDistributionNotServed() {
  return invalid(
    'RecordDistributionStrategy AUTO is not served: records go to the shard of their partition key. ' +
      'Use USER_PARTITION_KEY.',
  )
}

export function tooManyShards(facts: {
  account: string
  region: string
  current: number
  limit: number
  more: number
}) {
  return new ServiceError(
    'LimitExceededException',
    `This request would exceed the shard limit for the account ${facts.account} in ${facts.region}. ` +
      `Current shard count for the account: ${facts.current}. Limit: ${facts.limit}. ` +
      `Number of additional shards that would have resulted from this request: ${facts.more}. ` +
      'Refer to the AWS Service Limits page ' +
      '(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
      'for current limits and how to request higher limits.',
  )
}

export function shardNotFound(shard: string, stream: string, account: string) {
  return notFound(`Could not find shard ${shard} in stream ${stream} under account ${account}.`)
}

export function shardClosed(shard: string, stream: string, account: string) {
  return new ServiceError(
    'ResourceInUseException',
    `Shard ${shard} in stream ${stream} under account ${account} is already closed.`,
  )
}

export function splitOutsideShard(facts: {
  key: string
  shard: string
  stream: string
  account: string
  start: bigint
  end: bigint
}) {
  return invalid(
    `NewStartingHashKey ${facts.key} used in SplitShard() on shard ${facts.shard} in stream ${facts.stream} under ` +
      `account ${facts.account} is not both greater than one plus the shard's StartingHashKey ${facts.start} and ` +
      `less than the shard's EndingHashKey ${facts.end}.`,
  )
}

export function notAdjacent(shards: readonly [string, string], stream: string, account: string) {
  return invalid(
    `Shards ${shards[0]} and ${shards[1]} in stream ${stream} under account ${account} are not an adjacent pair of ` +
      'shards eligible for merging',
  )
}

interface Scaling {
  readonly current: number
  readonly target: number
}

export function targetAboveLimit(limit: number, { current, target }: Scaling) {
  return limitExceeded(
    `Target shard count or number of open shards cannot be greater than ${limit}. ` +
      `Current open shard count: ${current}, Target shard count: ${target}`,
  )
}

export function targetAboveDouble({ current, target }: Scaling) {
  return limitExceeded(
    'UpdateShardCount cannot scale up over double your current open shard count. ' +
      `Current open shard count: ${current} Target shard count: ${target}`,
  )
}

export function targetBelowHalf({ current, target }: Scaling) {
  return limitExceeded(
    'UpdateShardCount cannot scale down below half your current open shard count. ' +
      `Current open shard count: ${current} Target shard count: ${target}`,
  )
}

export function tooOftenADay(operation: string, stream: string, account: string, limit: number) {
  return limitExceeded(
    `${operation} of stream ${stream} under account ${account} is possible ${limit} times in a rolling 24 hour period.`,
  )
}

export function retentionTooShort(hours: number, minimum: number) {
  return invalid(
    `Minimum allowed retention period is ${minimum} hours. Requested retention period (${hours} hours) is too short.`,
  )
}

export function retentionTooLong(hours: number, maximum: number) {
  return invalid(
    `Maximum allowed retention period is ${maximum} hours. Requested retention period (${hours} hours) is too long.`,
  )
}

export function retentionNotLonger(stream: string, hours: number, existing: number) {
  return invalid(
    `Requested retention period (${hours} hours) for stream ${stream} can not be shorter than existing ` +
      `retention period (${existing} hours). Use DecreaseRetentionPeriod API.`,
  )
}

export function retentionNotShorter(stream: string, hours: number, existing: number) {
  return invalid(
    `Requested retention period (${hours} hours) for stream ${stream} can not be longer than existing ` +
      `retention period (${existing} hours). Use IncreaseRetentionPeriod API.`,
  )
}

export function unknownNextToken(operation: string) {
  return invalid(`NextToken is not one that ${operation} gave.`)
}

export function expiredNextToken(ageMillis: number, limitMillis: number) {
  return new ServiceError(
    'ExpiredNextTokenException',
    `NextToken expired. It was given ${Math.floor(ageMillis / 1000)} seconds ago, and can be used for ` +
      `${limitMillis / 1000} seconds.`,
  )
}

export function neitherTokenNorStream() {
  return invalid('Either NextToken or StreamName should be provided.')
}

export function tokenAnd(member: string) {
  return invalid(`NextToken and ${member} cannot be provided together.`)
}

export function shardFilterLacks(type: string, member: string) {
  return invalid(`ShardFilter of type ${type} needs ${member}.`)
}

export function shardFilterHas(type: string, member: string) {
  return invalid(`ShardFilter of type ${type} takes no ${member}.`)
}

export function tagsHaveInvalidCharacters() {
  return invalid(
    'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.',
  )
}

/** Kinesis names `%` among the valid ones in the sentence above, and refuses it with this one. */
export function tagsHaveIllegalCharacters(
  doing: 'add tags to' | 'remove tags from',
  of: string,
  account: string,
) {
  return invalid(
    `Failed to ${doing} stream ${of} under account ${account} because some tags contained illegal characters. The ` +
      "allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@'.",
  )
}

export function tooManyTags(of: string, account: string, limit: number) {
  return invalid(
    `Failed to add tags to stream ${of} under account ${account} because a given stream cannot have more than ` +
      `${limit} tags associated with it.`,
  )
}

export function consumerNotFound(consumer: string, account: string) {
  return notFound(`Consumer ${consumer}, account ${account} not found.`)
}

export function consumerExists(consumer: string, streamArn: string, account: string) {
  return new ServiceError(
    'ResourceInUseException',
    `Consumer ${consumer} under stream ${streamArn} already exists for account ${account}.`,
  )
}

export function tooManyConsumers(stream: string, account: string, limit: number) {
  return limitExceeded(`Stream ${stream} under account ${account} can have ${limit} registered consumers.`)
}

export function noConsumerNamed() {
  return invalid('Either ConsumerARN, or StreamARN and ConsumerName must be provided.')
}

export function consumerNamesDiffer(arn: string) {
  return invalid(`StreamARN or ConsumerName name another consumer than ConsumerARN ${arn}.`)
}

export function hasConsumers(stream: string, account: string, count: number) {
  return new ServiceError(
    'ResourceInUseException',
    `Stream ${stream} under account ${account} has ${count} registered consumers. Deregister them, or set ` +
      'EnforceConsumerDeletion.',
  )
}

export function notAResourceArn(arn: string) {
  return invalid(`ResourceARN ${arn} is not the ARN of a stream or of a registered consumer.`)
}

export function noResourcePolicy(arn: string) {
  return notFound(`No resource policy found for resource ARN ${arn}.`)
}

export function notAPolicy(problem: string) {
  return invalid(`Policy is not a policy: ${problem}.`)
}

export function encryptionTypeNotKms(operation: string) {
  return invalid(`${operation} takes the EncryptionType KMS only.`)
}

export function channelsNotServed(operation: string) {
  return new ServiceError(
    'UnsupportedOperationException',
    `${operation} is not served: this program has no channels. A Firehose delivery stream brings a stream's records ` +
      'to objects and tables.',
  )
}

export function shardGone(shard: string, stream: string, account: string) {
  return notFound(`Shard ${shard} in stream ${stream} under account ${account} does not exist`)
}

export function hashKeyOutOfRange(hash: string) {
  return invalid(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${hash}`,
  )
}

export function badOrderingNumber(number: string, stream: string, account: string) {
  return invalid(
    `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${stream} under account ${account} is invalid.`,
  )
}

export function rateExceeded(shard: string, stream: string, account: string) {
  return new ServiceError(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shard} in stream ${stream} under account ${account}.`,
  )
}

export function requestTooLarge(mebibytes: number) {
  return invalid(`Records size exceeds ${mebibytes} MB limit`)
}

/** `place`: of the data, which AWS does not show, even where it is the key that is one byte too many. */
export function blobTooLong(place: string, maximum: number) {
  return validation(
    `1 validation error detected: Value at '${place}' failed to satisfy constraint: ` +
      `Member must have length less than or equal to ${maximum}`,
  )
}

const NUMBER_OR_NOT =
  'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
  '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. '

export function numberBesideType(type: string) {
  return invalid(`${NUMBER_OR_NOT}Request specified ${type} and also a StartingSequenceNumber.`)
}

export function typeWithoutNumber(type: string) {
  return invalid(`${NUMBER_OR_NOT}Request specified ${type} and no StartingSequenceNumber.`)
}

export function timestampMissing() {
  return invalid(
    'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp ' +
      'parameter.',
  )
}

export function timestampInFuture(time: number, now: number) {
  return invalid(
    'The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ' +
      `timestampInMillis: ${time}, currentTimestampInMillis: ${now}`,
  )
}

interface StartingNumber {
  readonly number: string
  readonly shard: string
  readonly stream: string
  readonly account: string
}

export function badStartingNumber(given: StartingNumber) {
  return invalid(`${startingNumber(given)} is invalid.`)
}

export function foreignStartingNumber(given: StartingNumber) {
  return invalid(`${startingNumber(given)} is invalid because it did not come from this stream.`)
}

function startingNumber({ number, shard, stream, account }: StartingNumber) {
  return `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shard} in stream ${stream} under account ${account}`
}

export function numberOfOtherShard(encoded: string, shard: string) {
  return invalid(
    `Invalid StartingSequenceNumber. It encodes ${encoded}, while it was used in a call to a shard with ${shard}`,
  )
}

export function invalidIterator() {
  return invalid('Invalid ShardIterator.')
}

export function expiredIterator(madeAt: number, now: number, lifetime: number) {
  return new ServiceError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${javaDate(madeAt)} while right now it is ${javaDate(now)} ` +
      `which is further in the future than the tolerated delay of ${lifetime} milliseconds.`,
  )
}

/** As Kinesis writes dates in sentences: `Thu Jan 22 01:22:02 UTC 2015`. */
function javaDate(millis: number): string {
  const [day, date, month, year, time] = new Date(millis).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${date} ${time} UTC ${year}`
}

export function subscriptionExists(
  { stream, shard, consumer }: { stream: string; shard: string; consumer: string },
  account: string,
) {
  return new ServiceError(
    'ResourceInUseException',
    `Another active subscription exists for this consumer: ${account}:${stream}:${shard}:${consumer}`,
  )
}

/** What Kinesis itself answers with to requests that it trips over. */
export function internalFailure() {
  return new ServiceError('InternalFailure', '', 500)
}

export function recordTooLarge(bytes: number, maximum: number) {
  return invalid(`The record has ${bytes} bytes with its partition key; a stream takes up to ${maximum}.`)
}

function notFound(message: string) {
  return new ServiceError('ResourceNotFoundException', message)
}

function limitExceeded(message: string) {
  return new ServiceError('LimitExceededException', message)
}

function validation(message: string) {
  return new ServiceError('ValidationException', message)
}

function invalid(message: string) {
  return new ServiceError('InvalidArgumentException', message)
}

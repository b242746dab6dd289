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

export function shardCountMissing() {
  return new ServiceError(
    'ValidationException',
    "1 validation error detected: Value 'null' at 'shardCount' failed to satisfy constraint: Member must not be null",
  )
}

export function onDemandNotServed() {
  return invalid(
    'StreamMode ON_DEMAND is not served: shards here have no throughput limit. Use PROVISIONED and a ShardCount.',
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
      `Number of additional shards that would have resulted from this request: ${facts.more}.`,
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

export function unknownNextToken() {
  return invalid('NextToken is not one that ListStreams gave.')
}

export function recordTooLarge(bytes: number, maximum: number) {
  return invalid(`The record has ${bytes} bytes with its partition key; a stream takes up to ${maximum}.`)
}

function invalid(message: string) {
  return new ServiceError('InvalidArgumentException', message)
}

import type { Caller } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import { consumerNamesDiffer, consumerNotFound, noConsumerNamed } from '../errors.ts'
import type { RegisteredConsumer, StreamDescription } from '../ports.ts'
import { name, streamArn as streamArnMember, streamId, wholeSeconds } from '../shapes.ts'
import type { Control } from './control.ts'

export const consumerName = name
export const consumerArnMember = {
  type: 'string',
  min: 1,
  max: 2048,
  pattern: '^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+',
} as const

/** How consumers are named: by ARN, or by their stream and name. */
export const consumerAddress = {
  StreamARN: streamArnMember,
  ConsumerName: consumerName,
  ConsumerARN: consumerArnMember,
  StreamId: streamId,
} as const

export interface ConsumerAddress {
  readonly StreamARN?: string
  readonly ConsumerName?: string
  readonly ConsumerARN?: string
}

export interface FoundConsumer {
  readonly stream: StreamDescription
  readonly name: string
  readonly consumer: RegisteredConsumer
}

/** `…:stream/NAME/consumer/CONSUMER:EPOCHSECONDS` */
const CONSUMER_ARN =
  /^arn:aws[^:]*:kinesis:[^:]*:\d{12}:stream\/([\w.-]{1,128})\/consumer\/([\w.-]{1,128}):(\d+)$/

export function isConsumerArn(arn: string): boolean {
  return CONSUMER_ARN.test(arn)
}

export function consumerArn(
  caller: Caller,
  stream: string,
  name: string,
  { createdAt }: RegisteredConsumer,
): string {
  return `${streamArn(caller, stream)}/consumer/${name}:${Math.floor(createdAt / 1000)}`
}

/** The consumer with this ARN; one of the same name that was registered at another time is another. */
export function consumerOfArn(control: Control, arn: string, caller: Caller): FoundConsumer {
  const [, streamName, name, seconds] = CONSUMER_ARN.exec(arn) ?? []
  const stream = streamName === undefined ? undefined : control.engine.describe(streamName)
  const consumer = stream && consumerNamed(stream, name)
  if (!stream || !consumer || Math.floor(consumer.createdAt / 1000) !== Number(seconds)) {
    throw consumerNotFound(arn, caller.account)
  }
  return { stream, name, consumer }
}

/** Names are the clients': `constructor` is one too. */
export function consumerNamed(stream: StreamDescription, name: string): RegisteredConsumer | undefined {
  const { consumers } = stream.attributes
  return Object.hasOwn(consumers, name) ? consumers[name] : undefined
}

export function findConsumer(control: Control, address: ConsumerAddress, caller: Caller): FoundConsumer {
  const { StreamARN, ConsumerName, ConsumerARN } = address
  if (ConsumerARN !== undefined) {
    const found = consumerOfArn(control, ConsumerARN, caller)
    const sameStream =
      StreamARN === undefined || control.find({ StreamARN }, caller).name === found.stream.name
    if (!sameStream || (ConsumerName ?? found.name) !== found.name) throw consumerNamesDiffer(ConsumerARN)
    return found
  }
  if (StreamARN === undefined || ConsumerName === undefined) throw noConsumerNamed()
  const stream = control.find({ StreamARN }, caller)
  const consumer = consumerNamed(stream, ConsumerName)
  if (!consumer) throw consumerNotFound(ConsumerName, caller.account)
  return { stream, name: ConsumerName, consumer }
}

/** Replaces a consumer, or with undefined removes it. */
export function withConsumer(
  stream: StreamDescription,
  name: string,
  consumer: RegisteredConsumer | undefined,
) {
  const { [name]: _before, ...others } = stream.attributes.consumers
  return { consumers: consumer ? { ...others, [name]: consumer } : others }
}

export function describedConsumer(
  caller: Caller,
  { stream, name, consumer }: FoundConsumer,
  status = 'ACTIVE',
) {
  return {
    ConsumerName: name,
    ConsumerARN: consumerArn(caller, stream.name, name, consumer),
    ConsumerStatus: status,
    ConsumerCreationTimestamp: wholeSeconds(consumer.createdAt),
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ACCOUNT, type Any, arnOf, idOf, kinesisForTests } from './kinesis-control-world.ts'

/** Pauses end when the test moves time on. */
const waiting = new Set<() => void>()
const { call, refusal, create, pass, now } = kinesisForTests({
  pause: (millis, signal) =>
    new Promise((resolve, reject) => {
      const until = now() + millis
      const look = () => {
        if (now() < until) return
        waiting.delete(look)
        resolve(undefined)
      }
      waiting.add(look)
      signal.addEventListener('abort', () => {
        waiting.delete(look)
        reject(signal.reason)
      })
    }),
})

function later(millis: number) {
  pass(millis)
  for (const look of [...waiting]) look()
}

const put = (StreamName: string, ...texts: string[]) =>
  call('PutRecords', {
    StreamName,
    Records: texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: text })),
  })

async function consumerOf(StreamName: string, ConsumerName = 'reader'): Promise<string> {
  const { Consumer } = await call('RegisterStreamConsumer', { StreamARN: arnOf(StreamName), ConsumerName })
  return Consumer.ConsumerARN
}

interface Subscribed {
  next(): Promise<Any>
  /** The events' records until there are `count`. */
  texts(count: number): Promise<string[]>
  stop(): void
}

async function subscribe(ConsumerARN: string, StartingPosition: Any, ShardId = idOf(0)): Promise<Subscribed> {
  const { EventStream } = await call('SubscribeToShard', { ConsumerARN, ShardId, StartingPosition })
  const events = EventStream[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await events.next()
    return done ? undefined : value
  }
  return {
    next,
    async texts(count) {
      const texts: string[] = []
      while (texts.length < count) {
        const event = await next()
        if (!event) throw new Error('The subscription ended.')
        texts.push(...textsOf(event))
      }
      return texts
    },
    stop: () => void events.return?.(),
  }
}

const textsOf = (event: Any): string[] =>
  event.SubscribeToShardEvent.Records.map((record: Any) => Buffer.from(record.Data).toString())
const LATEST = { Type: 'LATEST' }
const HORIZON = { Type: 'TRIM_HORIZON' }

describe('SubscribeToShard', () => {
  test('hands over what is there, then what comes', async () => {
    const StreamName = await create()
    const answer = await put(StreamName, 'a', 'b')
    const subscribed = await subscribe(await consumerOf(StreamName), HORIZON)
    const { SubscribeToShardEvent } = await subscribed.next()
    expect(SubscribeToShardEvent).toEqual({
      Records: ['a', 'b'].map((text, at) => ({
        SequenceNumber: answer.Records[at].SequenceNumber,
        ApproximateArrivalTimestamp: expect.any(Date),
        Data: new Uint8Array(Buffer.from(text)),
        PartitionKey: text,
      })),
      ContinuationSequenceNumber: expect.stringMatching(/^49\d{54}$/),
      MillisBehindLatest: 0,
    })
    for (const text of ['c', 'd', 'e']) {
      await put(StreamName, text)
      expect(await subscribed.texts(1)).toEqual([text])
    }
    subscribed.stop()
  })

  test('five ways to begin', async () => {
    const StreamName = await create()
    const { Records } = await put(StreamName, '1', '2')
    later(2000)
    const Timestamp = new Date(now() - 1000)
    await put(StreamName, '3')
    const SequenceNumber = Records[1].SequenceNumber
    const positions = [
      [HORIZON, ['1', '2', '3']],
      [LATEST, []],
      [{ Type: 'AT_SEQUENCE_NUMBER', SequenceNumber }, ['2', '3']],
      [{ Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }, ['3']],
      [{ Type: 'AT_TIMESTAMP', Timestamp }, ['3']],
    ] as const
    for (const [at, [position, texts]] of positions.entries()) {
      const subscribed = await subscribe(await consumerOf(StreamName, `reader-${at}`), position)
      expect([position, textsOf(await subscribed.next())]).toEqual([position, texts])
      subscribed.stop()
    }
  })

  test('says every five seconds of silence where to go on, always further', async () => {
    const StreamName = await create()
    const arn = await consumerOf(StreamName)
    const subscribed = await subscribe(arn, LATEST)
    const numbers: string[] = []
    for (let i = 0; i < 4; i++) {
      const { SubscribeToShardEvent } = await subscribed.next()
      expect(SubscribeToShardEvent).toMatchObject({ Records: [], MillisBehindLatest: 0 })
      numbers.push(SubscribeToShardEvent.ContinuationSequenceNumber)
      await untilWaiting()
      later(5000)
    }
    expect(numbers.map(BigInt)).toEqual(numbers.map(BigInt).toSorted((a, b) => (a < b ? -1 : 1)))
    expect(new Set(numbers).size).toBe(4)
    subscribed.stop()
    await put(StreamName, 'after')
    const again = await subscribe(arn, { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: numbers[3] })
    expect(await again.texts(1)).toEqual(['after'])
    again.stop()
  })

  test('ends after five minutes, and goes on after the last number: nothing twice, nothing lost', async () => {
    const StreamName = await create()
    const arn = await consumerOf(StreamName)
    let position: Any = HORIZON
    const texts: string[] = []
    const took = (event: Any) => {
      texts.push(...textsOf(event))
      const SequenceNumber = event.SubscribeToShardEvent.ContinuationSequenceNumber
      position = { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }
    }
    for (let turn = 0; turn < 3; turn++) {
      const subscribed = await subscribe(arn, position)
      for (let minute = 0; minute < 5; minute++) {
        await put(StreamName, `${turn}.${minute}`)
        while (texts.at(-1) !== `${turn}.${minute}`) took(await subscribed.next())
        await untilWaiting()
        later(60_000)
      }
      for (let event = await subscribed.next(); event; event = await subscribed.next()) took(event)
      await put(StreamName, `between ${turn}`)
    }
    const subscribed = await subscribe(arn, position)
    took(await subscribed.next())
    subscribed.stop()
    expect(texts).toEqual(
      [0, 1, 2].flatMap((turn) => [
        ...[0, 1, 2, 3, 4].map((minute) => `${turn}.${minute}`),
        `between ${turn}`,
      ]),
    )
  })

  test('one a consumer and shard: refused within five seconds, later it takes over', async () => {
    const StreamName = await create({ ShardCount: 2 })
    const arn = await consumerOf(StreamName)
    const first = await subscribe(arn, LATEST)
    await first.next()
    later(4900)
    const sentence = `Another active subscription exists for this consumer: ${ACCOUNT}:${StreamName}:${idOf(0)}:reader`
    const input = { ConsumerARN: arn, ShardId: idOf(0), StartingPosition: LATEST }
    await refusal('SubscribeToShard', input, 'ResourceInUseException', sentence)
    const [other, elsewhere] = [
      await subscribe(await consumerOf(StreamName, 'other'), LATEST),
      await subscribe(arn, LATEST, idOf(1)),
    ]
    later(200)
    const second = await subscribe(arn, LATEST)
    await expect(untilEnd(first)).rejects.toMatchObject({ name: 'ResourceInUseException', message: sentence })
    await second.next()
    await put(StreamName, 'a', 'b')
    const texts = [...(await second.texts(1)), ...(await elsewhere.texts(1))]
    expect(texts.sort()).toEqual(['a', 'b'])
    for (const each of [second, other, elsewhere]) each.stop()
  })

  test('at the end of a closed shard: its children, and the end', async () => {
    const StreamName = await create()
    const arn = await consumerOf(StreamName)
    await put(StreamName, 'last')
    const subscribed = await subscribe(arn, HORIZON)
    expect(await subscribed.texts(1)).toEqual(['last'])
    await call('UpdateShardCount', { StreamName, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' })
    const { SubscribeToShardEvent } = await subscribed.next()
    expect(SubscribeToShardEvent).toMatchObject({
      Records: [],
      ChildShards: [
        { ShardId: idOf(1), ParentShards: [idOf(0)] },
        { ShardId: idOf(2), ParentShards: [idOf(0)] },
      ],
    })
    expect(SubscribeToShardEvent.ContinuationSequenceNumber).toBeUndefined()
    expect(await subscribed.next()).toBeUndefined()
  })

  test('ends when its consumer is deregistered or its stream removed', async () => {
    const StreamName = await create({ ShardCount: 2 })
    const arn = await consumerOf(StreamName)
    const first = await subscribe(arn, LATEST)
    await first.next()
    await call('DeregisterStreamConsumer', { ConsumerARN: arn })
    await put(StreamName, 'a', 'b', 'c', 'd')
    await expect(untilEnd(first)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const second = await subscribe(await consumerOf(StreamName, 'second'), LATEST)
    await second.next()
    await call('DeleteStream', { StreamName, EnforceConsumerDeletion: true })
    await expect(untilEnd(second)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('large records, and many, at the reader pace', async () => {
    const StreamName = await create()
    const arn = await consumerOf(StreamName)
    for (let i = 0; i < 5; i++) {
      await call('PutRecord', { StreamName, Data: Buffer.alloc(2 ** 20 - 1, i), PartitionKey: 'k' })
    }
    await put(StreamName, ...Array.from({ length: 500 }, (_, i) => `${i}`))
    const subscribed = await subscribe(arn, HORIZON)
    const sizes: number[] = []
    for (let got = 0; got < 505; ) {
      const { Records } = (await subscribed.next()).SubscribeToShardEvent
      got += Records.length
      sizes.push(...Records.map((record: Any) => record.Data.length))
    }
    expect(sizes.slice(0, 5)).toEqual(Array(5).fill(2 ** 20 - 1))
    subscribed.stop()
  })

  test('what is not there', async () => {
    const StreamName = await create()
    const arn = await consumerOf(StreamName)
    await refusal(
      'SubscribeToShard',
      { ConsumerARN: arn.replace('reader', 'writer'), ShardId: idOf(0), StartingPosition: LATEST },
      'ResourceNotFoundException',
      /not found/,
    )
    await refusal(
      'SubscribeToShard',
      { ConsumerARN: arn, ShardId: idOf(7), StartingPosition: LATEST },
      'ResourceNotFoundException',
      `Shard ${idOf(7)} in stream ${StreamName} under account ${ACCOUNT} does not exist`,
    )
    await refusal(
      'SubscribeToShard',
      { ConsumerARN: arn, ShardId: idOf(0), StartingPosition: { Type: 'AT_SEQUENCE_NUMBER' } },
      'InvalidArgumentException',
      /^Must either specify/,
    )
    await refusal('SubscribeToShard', {}, 'ValidationException', /^3 validation errors detected/)
  })
})

async function untilEnd(subscribed: Subscribed) {
  while (await subscribed.next());
}

/** Until the server side waits for news or time. */
async function untilWaiting() {
  while (waiting.size === 0) await sleep(1)
}

import { expect, test } from 'vitest'
import { type Caller, type Operation, type Service, ServiceError } from '../record/index.ts'
import { createMeter } from './metrics.ts'
import { type Outcome, observedService } from './observed.ts'
import { observedSink } from './observed-sink.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn' }
const { signal } = new AbortController()

function world() {
  let time = 0
  const outcomes: Outcome[] = []
  const take: Operation<{ millis: number; fail?: boolean }> = {
    name: 'Take',
    members: {},
    async run({ millis, fail }) {
      time += millis
      if (fail) throw new ServiceError('Nope', 'no')
      return { took: millis }
    },
  }
  const service: Service = { name: 's', operations: { Take: take, Other: { ...take, name: 'Other' } } }
  const observer = { clock: () => time, seen: (outcome: Outcome) => void outcomes.push(outcome) }
  return { service, observer, outcomes }
}

test('an operation answers as before; how long it took and what came of it is told', async () => {
  const { service, observer, outcomes } = world()
  const { operations } = observedService(service, observer, ['Take'])
  expect(await operations.Take.run({ millis: 5 }, caller, signal)).toEqual({ took: 5 })
  await expect(operations.Take.run({ millis: 7, fail: true }, caller, signal)).rejects.toThrow('no')
  await operations.Other.run({ millis: 1 }, caller, signal)
  expect(outcomes).toMatchObject([
    { operation: 'Take', input: { millis: 5 }, millis: 5, output: { took: 5 } },
    { operation: 'Take', millis: 7, error: { type: 'Nope' } },
  ])
})

test('the agent counts what it sends, what is refused and when the other side fails', async () => {
  const meter = createMeter(() => 0)
  const batch = {
    ...{ bytes: Buffer.from('aabbbcccc'), ends: Uint32Array.of(2, 5, 9) },
    ...{ times: new Float64Array(3), keys: ['1', '2', '3'] },
  }
  const [sure, partly, never] = [
    async () => [],
    async () => [{ at: 1, reason: new Error('throttled') }],
    async () => Promise.reject(new Error('down')),
  ].map((push) => observedSink({ push }, meter, 'logs'))
  await sure.push(batch, signal)
  await partly.push(batch, signal)
  await expect(never.push(batch, signal)).rejects.toThrow('down')
  await expect(never.push(batch, AbortSignal.abort())).rejects.toThrow('down')
  const sums = meter.drain(0, true).map(({ namespace, name, dimensions, statistic }) => {
    expect([namespace, dimensions]).toEqual(['AWSKinesisAgent', { Destination: 'logs' }])
    return [name, statistic.sum]
  })
  expect(Object.fromEntries(sums)).toEqual({
    ...{ BytesSent: 9 + 6, RecordSendAttempts: 12 },
    ...{ RecordSendErrors: 1, ServiceErrors: 1 },
  })
})

import { expect, it } from 'vitest'
import { batchOf, type RecordBatch, type Refusal } from '../../record/index.ts'
import type { RemoteEnd } from './ports.ts'
import { createRemoteSinks } from './remote-sink.ts'

const lines = (count: number) => batchOf(Array.from({ length: count }, (_, at) => `line ${at}\n`))
const mark = { key: 'agent/book/1/0', value: 'here' }
const never = new AbortController().signal

type Answer = (batch: RecordBatch) => readonly Refusal[]

function world(...answers: Answer[]) {
  const puts: number[] = []
  const kept: string[] = []
  const end: RemoteEnd = {
    async put(_, batch) {
      puts.push(batch.ends.length)
      return (answers.shift() ?? (() => []))(batch)
    },
    check: async () => {},
    close() {},
  }
  const marks = {
    read: () => undefined,
    write: async (key: string) => void kept.push(key),
    remove: async () => {},
    list: () => [],
  }
  const sink = createRemoteSinks({ kinesis: end, firehose: undefined, marks, requests: 2, onTrouble() {} })
  return { puts, kept, sink, push: sink({ stream: 's' })?.push }
}

const failing: Answer = () => {
  throw new Error('gone')
}

it('a batch over the limit goes in several requests; the mark comes after all of them', async () => {
  const { push, puts, kept } = world()
  expect(await push?.(lines(1_200), never, mark)).toEqual([])
  expect(puts).toEqual([500, 500, 200])
  expect(kept).toEqual([mark.key])
})

it('a request that fails after others were taken: only what is left is refused, and no mark is kept', async () => {
  const { push, kept } = world(() => [{ at: 3, reason: new Error('throttled') }], failing)
  const refusals = await push?.(lines(700), never, mark)
  expect(refusals?.map(({ at }) => at)).toEqual([3, ...Array.from({ length: 200 }, (_, at) => 500 + at)])
  expect(refusals?.at(-1)?.reason.message).toBe('gone')
  expect(kept).toEqual([])
})

it('a first request that fails is the failure of the whole', async () => {
  const { push, kept } = world(failing)
  await expect(push?.(lines(700), never, mark)).rejects.toThrow('gone')
  expect(kept).toEqual([])
})

it('one sink a destination, none where there is no service', () => {
  const { sink } = world()
  expect(sink({ stream: 's' })).toBe(sink({ stream: 's' }))
  expect(sink({ deliveryStream: 's' })).toBeUndefined()
})

import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Flow } from '../../src/stages/agent/index.ts'
import { readConfigurationFile } from '../../src/stages/agent/index.ts'
import { createWorld, numbered, pause, until, type World } from './agent-world.ts'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())

const got = () => world.stream.texts().join('')
const fast = (flow: Flow, changes: Partial<Flow>): Flow => ({ ...flow, ...changes })

describe('refusals', () => {
  it('sends only the refused records again, and nothing is passed over in between', async () => {
    world.append('access.log', numbered('a', 0, 20))
    world.stream.plan.push({ refuse: [3, 4, 9] }, { refuse: [1] }, 'fail')
    const agent = world.agent([world.flow('access.log')])
    await agent.start()
    await until(() => world.stream.records.length === 20)
    await pause(50)
    expect(world.stream.texts().slice(17).join('')).toBe(
      numbered('a', 3, 4) + numbered('a', 9, 10) + numbered('a', 4, 5),
    )
    expect(agent.health().lastError?.message).toContain('sending failed and is tried again')
    expect(agent.health().state).toBe('ok')
  })

  it('a crash after a partial refusal loses nothing and doubles nothing', async () => {
    world.append('access.log', numbered('a', 0, 20))
    world.stream.plan.push({ refuse: [3, 4, 9] }, ...Array.from({ length: 500 }, () => 'fail' as const))
    const first = world.agent([world.flow('access.log')], { shutdownTimeoutMillis: 1 })
    await first.start()
    await until(() => world.stream.records.length === 17 && first.health().state === 'failing')
    await first.stop()
    world.stream.plan.splice(0)
    world.append('access.log', numbered('a', 20, 25))
    await world.agent([world.flow('access.log')]).start()
    await until(() => world.stream.records.length === 25)
    await pause(50)
    expect(world.stream.texts().sort().join('')).toBe(
      Array.from({ length: 25 }, (_, at) => numbered('a', at, at + 1))
        .sort()
        .join(''),
    )
  })

  it('a crash while much is in flight is exact, whichever pushes became durable', async () => {
    const all = numbered('a', 0, 120_000)
    world.append('access.log', all)
    for (const plan of [
      ['ok', 'fail', 'ok', 'lost answer'],
      ['lost answer', 'ok'],
      ['ok', 'ok', 'fail'],
    ] as const) {
      world.stream.plan.push(...plan)
      const agent = world.agent([world.flow('access.log')], { shutdownTimeoutMillis: 1 })
      await agent.start()
      await until(() => world.stream.plan.length === 0)
      await agent.stop()
    }
    await world.agent([world.flow('access.log')]).start()
    await until(() => world.stream.records.length >= 120_000)
    await pause(100)
    const order = (text: string) => Number(/number (\d+)/.exec(text)?.[1])
    expect(
      world.stream
        .texts()
        .sort((a, b) => order(a) - order(b))
        .join('') === all,
    ).toBe(true)
    expect(world.stream.records.length).toBe(120_000)
  })

  it('waits for a stream that does not exist, and says which', async () => {
    world.append('access.log', numbered('a', 0, 3))
    const agent = world.agent([world.flow('access.log')])
    const { sink } = world.stream
    Object.assign(world.stream, { sink: undefined })
    await agent.start()
    await until(() => agent.health().state === 'failing')
    expect(agent.health().lastError?.message).toContain('there is no stream web-logs')
    Object.assign(world.stream, { sink })
    await until(() => world.stream.records.length === 3)
    await until(() => agent.health().state === 'ok')
  })
})

describe('agent.json flows', () => {
  it('buffer by records and by age', async () => {
    const flow = fast(world.flow('access.log'), { maxBufferAgeMillis: 400, maxBufferSizeRecords: 10 })
    world.append('access.log', numbered('a', 0, 25))
    await world.agent([flow]).start()
    await until(() => world.stream.batches.length === 2)
    expect(world.stream.records).toHaveLength(20)
    await until(() => world.stream.batches.length === 3)
    expect(world.stream.batches.map((batch) => batch.ends.length)).toEqual([10, 10, 5])
    expect(got()).toBe(numbered('a', 0, 25))
  })

  it('buffer by bytes; what is buffered leaves when the agent stops', async () => {
    const line = numbered('a', 0, 1).length
    const flow = fast(world.flow('access.log'), {
      maxBufferAgeMillis: 60_000,
      maxBufferSizeBytes: line * 3,
      maxBufferSizeRecords: 500,
    })
    world.append('access.log', numbered('a', 0, 8))
    const agent = world.agent([flow])
    await agent.start()
    await until(() => world.stream.batches.length === 2)
    await agent.stop()
    expect(world.stream.batches.map((batch) => batch.ends.length)).toEqual([3, 3, 2])
  })

  it('records over several lines, the last one when it has been quiet; a footer ends the file', async () => {
    const flow = fast(world.flow('app.log'), {
      maxBufferAgeMillis: 200,
      multiLineStartPattern: /\d{4}-/,
      fileFooterPattern: /^=== end/m,
    })
    world.append('app.log', '2026-11-20 a\n  at x\n  at y\n2026-11-20 b\n')
    const agent = world.agent([flow])
    await agent.start()
    await until(() => world.stream.records.length === 2)
    world.append('app.log', '2026-11-20 c\n2026 === \n2026-end\n=== end of file\n2026-11-20 never\n')
    await until(() => agent.status().flows[0].files[0].state === 'finished')
    await until(() => world.stream.records.length === 3)
    await pause(300)
    expect(world.stream.texts()).toEqual([
      '2026-11-20 a\n  at x\n  at y\n',
      '2026-11-20 b\n',
      '2026-11-20 c\n2026 === \n',
    ])
  })

  it('skip header lines, convert, keep and count what does not fit, one key a record', async () => {
    const flow = fast(world.flow('data.csv'), {
      skipHeaderLines: 2,
      partitionKeyOption: 'DETERMINISTIC',
      processings: [
        {
          name: 'LOGTOJSON',
          format: 'COMPACT',
          log: { fields: ['a'], pattern: /^x(\d+)$/, dashIsNull: true },
        },
      ],
    })
    world.append('data.csv', 'one\ntwo\nx1\nno fit\nx2\n')
    const agent = world.agent([flow])
    await agent.start()
    await until(() => world.stream.records.length === 3)
    expect(world.stream.texts()).toEqual(['{"a":"1"}\n', 'no fit\n', '{"a":"2"}\n'])
    expect(agent.status().flows[0].files[0].unconvertedRecords).toBe(1)
    expect(world.stream.batches[0].keys).toHaveLength(3)
    expect(world.stream.batches[0].keys[0]).toMatch(/^[0-9a-f]{32}$/)
  })

  it('join records up to aggregatedRecordSizeBytes', async () => {
    const flow = fast(world.flow('a.log'), {
      destination: { deliveryStream: 'd' },
      aggregatedRecordSizeBytes: 10,
    })
    world.append('a.log', 'aaa\nbbb\nccc\nlonger than ten\nd\n')
    await world.agent([flow]).start()
    await until(() => world.stream.records.length === 4)
    expect(world.stream.texts()).toEqual(['aaa\nbbb\n', 'ccc\n', 'longer than ten\n', 'd\n'])
  })

  it('come from an agent.json', async () => {
    const text = readFileSync(new URL('../../examples/agent.json', import.meta.url), 'utf8')
    writeFileSync(world.path('agent.json'), text.replace('/var/log/nginx', world.folder))
    const { flows } = await readConfigurationFile(world.path('agent.json'), { folder: world.path('agent.d') })
    world.append('access.log', numbered('a', 0, 4))
    await world.agent(flows).start()
    await until(() => world.stream.records.length === 4)
    expect(got()).toBe(numbered('a', 0, 4))
  })
})

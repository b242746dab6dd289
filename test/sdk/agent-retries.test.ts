import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRemoteWorld, type RemoteWorld } from '../scenario/agent-remote-world.ts'
import { type FakeService, startFakeService } from '../scenario/agent-service.ts'
import { numbered, pause, until } from '../scenario/agent-world.ts'

// The agent with the real SDK, against a service whose failures are planned.

let world: RemoteWorld
let service: FakeService
beforeEach(async () => {
  world = createRemoteWorld()
  service = await startFakeService()
})
afterEach(async () => {
  // First: an agent that can't send would use up its time to stop.
  service.otherwise = 'ok'
  await world.close()
  await service.close()
})

const kinesis = { kinesisStream: 'web-logs' }
const to = (more: object = {}) => ({ 'kinesis.endpoint': `127.0.0.1:${service.port}`, ...more })
const lines = (...numbers: number[]) => numbers.map((at) => numbered('a', at, at + 1))
/** Which lines each put carried. */
const carried = () =>
  service.puts().map(({ texts }) => texts.map((text) => Number(/number (\d+)/.exec(text)?.[1])))
const sent = (count: number) => until(() => service.taken.length >= count, `${count} records`)

describe('PutRecords', () => {
  it('sends only the records that failed again, in their order', async () => {
    world.append('access.log', numbered('a', 0, 10))
    service.plan.push(
      { refuse: [2, 3, 7] },
      { refuse: [0, 2], code: 'InternalFailure' },
      { refuse: [1] },
      'ok',
    )
    const { tally } = await world.agent(to(), kinesis)
    await sent(10)
    await pause(60)
    expect(carried()).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 3, 7], [2, 7], [7]])
    expect(service.puts().every(({ name, action }) => name === 'web-logs' && action === 'PutRecords')).toBe(
      true,
    )
    // The keys stay with their records.
    const [first, second] = service.puts()
    expect(second.keys).toEqual([first.keys[2], first.keys[3], first.keys[7]])
    expect(tally.totals()).toMatchObject({ recordsRead: 10, recordsSent: 10, recordsRefused: 6, requests: 4 })
  })

  it.each([
    ['an internal failure', { status: 500, type: 'InternalFailure' }],
    ['a throttled request', { status: 400, type: 'ProvisionedThroughputExceededException' }],
    ['a proxy without a service behind it', { status: 502, body: '<html>Bad gateway</html>' }],
    ['an answer of something else', { status: 200, body: '<html>Welcome</html>' }],
    ['an answer without results', { status: 200, body: '{}' }],
    ['a broken connection', 'reset'],
  ] as const)('sends all of a request again after %s', async (_, plan) => {
    world.append('access.log', numbered('a', 0, 5))
    service.plan.push(plan, plan)
    await world.agent(to(), kinesis)
    await sent(5)
    await pause(60)
    expect(carried()).toEqual(Array(3).fill([0, 1, 2, 3, 4]))
    expect(service.taken).toEqual(lines(0, 1, 2, 3, 4))
    expect(world.said.join('\n')).toContain('sending failed and is tried again')
  })

  it.each(['hang', 'stall'] as const)(
    'a service that %ss: after socketTimeoutMillis it is sent again',
    async (plan) => {
      world.append('access.log', numbered('a', 0, 5))
      service.plan.push(plan)
      await world.agent(to({ socketTimeoutMillis: 200 }), kinesis)
      await sent(5)
      expect(carried()).toHaveLength(2)
      expect(world.said.join('\n')).toContain("can't reach stream web-logs at http://127.0.0.1")
    },
  )

  it('an answer that is lost doubles one request and no more', async () => {
    world.append('access.log', numbered('a', 0, 5))
    service.plan.push('lost answer')
    await world.agent(to(), kinesis)
    await sent(10)
    world.append('access.log', numbered('a', 5, 6))
    await sent(11)
    expect(carried()).toEqual([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [5]])
  })

  it.each([
    ['ResourceNotFoundException', 'there is no stream web-logs at http://127.0.0.1'],
    ['AccessDeniedException', 'denies kinesis:PutRecords (AccessDeniedException: planned)'],
    ['UnrecognizedClientException', 'does not accept the credentials'],
    ['ExpiredTokenException', 'have expired'],
    ['ValidationException', 'refuses the request'],
  ])('%s: said once, tried again slowly, nothing lost', async (type, sentence) => {
    world.append('access.log', numbered('a', 0, 5))
    service.plan.push({ status: 400, type }, { status: 400, type })
    const retry = { retryInitialBackoffMillis: 1, retryMaxBackoffMillis: 200 }
    const { agent } = await world.agent(to(), { ...kinesis, ...retry })
    await until(() => service.puts().length === 2)
    expect(agent.health().state).toBe('failing')
    await sent(5)
    const [first, second, third] = service.puts().map(({ at }) => at)
    // Not before three quarters of retryMaxBackoffMillis (less what the clock rounds).
    expect(Math.min(second - first, third - second)).toBeGreaterThan(140)
    expect(carried()).toEqual(Array(3).fill([0, 1, 2, 3, 4]))
    expect(world.said.filter((said) => said.includes(sentence))).toHaveLength(1)
    await until(() => agent.health().state === 'ok')
  })

  it('an endpoint where nobody listens', async () => {
    world.append('access.log', numbered('a', 0, 5))
    await service.close()
    await world.agent(to(), kinesis, {}, { shutdownTimeoutMillis: 1 })
    await until(() => world.said.some((said) => said.includes('ECONNREFUSED')))
    expect(world.said.join('\n')).toContain('check kinesis.endpoint in agent.json')
    service = await startFakeService()
  })

  it('an endpoint that does not speak TLS', async () => {
    world.append('access.log', numbered('a', 0, 5))
    const wrong = { 'kinesis.endpoint': `https://127.0.0.1:${service.port}` }
    await world.agent(wrong, kinesis, {}, { shutdownTimeoutMillis: 1 })
    await until(() => world.said.some((said) => said.includes('if so, write http:// before it')))
  })

  it('a position that can not be kept sends nothing twice', async () => {
    world.append('access.log', numbered('a', 0, 5))
    await world.agent(to(), kinesis)
    await sent(5)
    world.failMarks = 3
    world.append('access.log', numbered('a', 5, 8))
    await sent(8)
    await until(() => world.failMarks < 0)
    await pause(60)
    expect(carried()).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7],
    ])
    expect(world.said.join('\n')).toContain("their position can't be kept yet: the disk is full")
  })
})

describe('PutRecordBatch', () => {
  const firehose = { deliveryStream: 'to-search' }
  const there = () => ({ 'firehose.endpoint': service.url, 'kinesis.endpoint': '' })

  it('sends only the records that failed again', async () => {
    world.append('access.log', numbered('a', 0, 6))
    service.plan.push(
      { refuse: [0, 5], code: 'ServiceUnavailableException' },
      { status: 503, type: 'ServiceUnavailableException' },
      { refuse: [1], code: 'InternalFailure' },
    )
    await world.agent(there(), firehose)
    await sent(6)
    await pause(60)
    expect(carried()).toEqual([[0, 1, 2, 3, 4, 5], [0, 5], [0, 5], [5]])
    expect(service.puts()[0]).toMatchObject({ action: 'PutRecordBatch', name: 'to-search' })
  })

  it('names what is missing', async () => {
    world.append('access.log', numbered('a', 0, 2))
    service.plan.push({ status: 400, type: 'ResourceNotFoundException' })
    await world.agent(there(), firehose)
    await sent(2)
    expect(world.said.join('\n')).toContain(
      'create it, or correct deliveryStream or firehose.endpoint in agent.json',
    )
  })
})

describe('several requests in flight', () => {
  it('as many as maxSendingThreads; while none is answered nothing more is read', async () => {
    world.append('access.log', numbered('a', 0, 20_000))
    service.otherwise = 'hang'
    const { agent, tally } = await world.agent(
      to({ maxSendingThreads: 3, socketTimeoutMillis: 600 }),
      kinesis,
    )
    await until(() => service.waiting().now === 3)
    await pause(100)
    expect(service.waiting()).toEqual({ now: 3, most: 3 })
    // Those in flight, one that waits, and what was cut of the stretch that was read.
    expect(tally.totals().recordsRead).toBeLessThanOrEqual(5 * 500)
    expect(agent.status().flows[0].files[0].offset).toBe(0)
    service.otherwise = 'ok'
    await until(() => new Set(service.taken).size === 20_000)
  })

  it('the position waits for the first of them: a new start sends what was not acknowledged, and only that', async () => {
    world.append('access.log', numbered('a', 0, 2_000))
    service.plan.push({ status: 500 }, 'ok', 'ok', { refuse: [7] })
    service.otherwise = { status: 500 }
    const first = await world.agent(to(), kinesis, {}, { shutdownTimeoutMillis: 1 })
    await until(() => service.taken.length === 1_499 && service.puts().length > 6)
    await first.stop()
    const before = service.puts().length
    service.otherwise = 'ok'
    await world.agent(to(), kinesis)
    await sent(2_000)
    await pause(60)
    expect([...service.taken].sort()).toEqual(
      numbered('a', 0, 2_000)
        .split(/(?<=\n)/)
        .sort(),
    )
    const again = service
      .puts()
      .slice(before)
      .flatMap(({ texts }) => texts)
    expect(again).toHaveLength(501)
  })
})

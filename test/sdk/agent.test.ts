import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRemoteWorld, type RemoteWorld } from '../scenario/agent-remote-world.ts'
import { type FakeService, startFakeService } from '../scenario/agent-service.ts'
import { numbered, until } from '../scenario/agent-world.ts'

let world: RemoteWorld
let service: FakeService
beforeEach(async () => {
  world = createRemoteWorld()
  service = await startFakeService()
})
afterEach(async () => {
  await world.close()
  await service.close()
})

const kinesis = { kinesisStream: 'web-logs' }
const to = (more: object = {}) => ({ 'kinesis.endpoint': `127.0.0.1:${service.port}`, ...more })
const sent = (count: number) => until(() => service.taken.length >= count, `${count} records`)

describe('requests', () => {
  it('at most 500 records, each with a random key of its own', async () => {
    world.append('access.log', numbered('a', 0, 1_200))
    await world.agent(to(), kinesis)
    await sent(1_200)
    expect(
      service
        .puts()
        .map(({ texts }) => texts.length)
        .sort(),
    ).toEqual([200, 500, 500])
    const keys = service.puts().flatMap(({ keys }) => keys)
    expect(new Set(keys).size).toBe(1_200)
    for (const key of keys) expect(Number(key)).toBeLessThan(1_000_000)
  })

  it('DETERMINISTIC: the md5 of the record', async () => {
    world.append('access.log', numbered('a', 0, 3))
    await world.agent(to(), { ...kinesis, partitionKeyOption: 'DETERMINISTIC' })
    await sent(3)
    const [{ texts, keys }] = service.puts()
    expect(keys).toEqual(texts.map((text) => createHash('md5').update(text).digest('hex')))
  })

  it('a longer record is cut, ends with truncatedRecordTerminator, and fits with its key', async () => {
    world.append('access.log', `${'x'.repeat(3 * 2 ** 20)}\nshort\n`)
    await world.agent(to(), {
      ...kinesis,
      partitionKeyOption: 'DETERMINISTIC',
      truncatedRecordTerminator: '…\n',
    })
    await sent(2)
    const [long] = service.taken
    expect(long.length + 32).toBe(2 ** 20)
    expect(Buffer.from(long, 'latin1').toString().endsWith('x…\n')).toBe(true)
    expect(service.taken[1]).toBe('short\n')
  })

  it('at most 5 MiB a request with the keys, 4 MiB for Firehose', async () => {
    const record = `${'x'.repeat(2 ** 20 - 33)}\n`
    world.append('access.log', record.repeat(11))
    await world.agent(to(), kinesis)
    await sent(11)
    const bytes = service.puts().map(({ texts, keys }) => [...texts, ...keys].join('').length)
    expect(Math.max(...bytes)).toBeLessThanOrEqual(5 * 2 ** 20)
    expect(service.puts().length).toBeLessThanOrEqual(4)
    const second = createRemoteWorld()
    second.append('access.log', `${'y'.repeat(1_023_999)}\n`.repeat(9))
    await second.agent({ 'firehose.endpoint': service.url }, { deliveryStream: 'd' })
    await sent(20)
    const batches = service.puts().filter(({ action }) => action === 'PutRecordBatch')
    expect(Math.max(...batches.map(({ texts }) => texts.join('').length))).toBeLessThanOrEqual(4 * 2 ** 20)
    await second.close()
  })

  it('userAgent stands before the own one, userAgentOverride in its place', async () => {
    world.append('access.log', numbered('a', 0, 1))
    const first = await world.agent(to({ userAgent: 'shop/1' }), kinesis)
    await sent(1)
    await first.stop()
    world.append('access.log', numbered('a', 1, 2))
    await world.agent(to({ userAgentOverride: 'quiet' }), kinesis)
    await sent(2)
    const [one, two] = service.puts().map(({ headers }) => headers['user-agent'])
    expect(one).toMatch(/shop\/1 tailrace-agent\/0$/)
    expect(two).toBe('quiet')
  })
})

describe('credentials', () => {
  it('the keys of the file sign for the region of the endpoint, or us-east-1', async () => {
    world.append('access.log', numbered('a', 0, 1))
    await world.agent(to({ 'kinesis.region': 'eu-west-3' }), kinesis)
    await sent(1)
    expect(service.puts()[0].headers.authorization).toMatch(
      /Credential=AKIDEXAMPLE\/\d+\/eu-west-3\/kinesis\//,
    )
  })

  it('assumeRoleARN: the session of sts.endpoint, with the external id', async () => {
    world.append('access.log', numbered('a', 0, 1_200))
    const role = { assumeRoleARN: 'arn:aws:iam::123456789012:role/logs', assumeRoleExternalId: 'shared' }
    await world.agent(to({ ...role, 'sts.endpoint': service.url }), kinesis)
    await sent(1_200)
    const [{ input, headers }, ...more] = service.requests.filter(({ action }) => action === 'AssumeRole')
    expect(more).toEqual([])
    expect(Object.fromEntries(input)).toMatchObject({
      RoleArn: role.assumeRoleARN,
      ExternalId: 'shared',
      RoleSessionName: 'AWSKinesisAgent',
      DurationSeconds: '3600',
    })
    expect(headers.authorization).toContain('Credential=AKIDEXAMPLE/')
    expect(service.puts()[0].headers.authorization).toContain('Credential=ASIASESSION/')
    expect(service.puts()[0].headers['x-amz-security-token']).toBe('session-token')
  })

  it('a role that can not be assumed is said to be one', async () => {
    world.append('access.log', numbered('a', 0, 1))
    const role = { assumeRoleARN: 'arn:aws:iam::123456789012:role/logs', 'sts.endpoint': '127.0.0.1:1' }
    await world.agent(to(role), kinesis, {}, { shutdownTimeoutMillis: 1 })
    await until(() =>
      world.said.some((said) => said.includes("the role arn:aws:iam::123456789012:role/logs can't be")),
    )
    expect(service.puts()).toEqual([])
  })

  it('a secret reaches neither the log nor a printout of the configuration', async () => {
    world.append('access.log', numbered('a', 0, 1))
    const message = 'The canonical string should have been x-amz-security-token:session-token very-secret'
    service.plan.push({ status: 400, type: 'InvalidSignatureException', message })
    await world.agent(to({ 'log.emitInternalMetrics': true }), kinesis)
    await sent(1)
    const said = world.said.join('\n')
    expect(said).toContain('does not accept the credentials (InvalidSignatureException)')
    expect(said).not.toMatch(/very-secret|session-token/)
  })
})

describe('metrics', () => {
  const statistics = () =>
    Object.fromEntries(
      service.requests
        .filter(({ action }) => action === 'PutMetricData')
        .flatMap(({ input }) => input.MetricData)
        .map((datum) => [datum.MetricName, datum]),
    )

  it("are the Kinesis Agent's, by destination", async () => {
    const text = numbered('a', 0, 10)
    world.append('access.log', text)
    service.plan.push({ status: 500 }, { refuse: [1, 2] })
    const { publisher } = await world.agent(to({ 'cloudwatch.namespace': 'Shop' }), kinesis)
    await sent(10)
    await world.close()
    await publisher.stop(2_000)
    const [request] = service.requests.filter(({ action }) => action === 'PutMetricData')
    expect(request.input.Namespace).toBe('Shop')
    const { RecordSendAttempts, RecordSendErrors, ServiceErrors, BytesSent } = statistics()
    expect(BytesSent.Dimensions).toEqual([{ Name: 'Destination', Value: 'KinesisStream:web-logs' }])
    expect([BytesSent.Unit, BytesSent.StatisticValues.Sum]).toEqual(['Bytes', text.length])
    expect(RecordSendAttempts.StatisticValues).toMatchObject({
      Sum: 22,
      SampleCount: 3,
      Minimum: 2,
      Maximum: 10,
    })
    expect(RecordSendErrors.StatisticValues).toMatchObject({ Sum: 2, SampleCount: 2 })
    expect(ServiceErrors.StatisticValues).toMatchObject({ Sum: 1, SampleCount: 3 })
  })

  it('that fail are a line in the log and hold nothing up', async () => {
    world.append('access.log', numbered('a', 0, 10))
    service.metricsPlan.push({ status: 400, type: 'AccessDenied', message: 'no' })
    const { publisher } = await world.agent(to(), kinesis)
    await sent(10)
    await publisher.stop(2_000)
    expect(world.said.filter((said) => said.includes('metrics were not published'))).toEqual([
      expect.stringContaining('denies cloudwatch:PutMetricData'),
    ])
  })

  it('cloudwatch.emitMetrics off: nothing leaves', async () => {
    world.append('access.log', numbered('a', 0, 10))
    const { publisher } = await world.agent(to({ 'cloudwatch.emitMetrics': 'false' }), kinesis)
    await sent(10)
    await publisher.stop(2_000)
    expect(statistics()).toEqual({})
  })
})

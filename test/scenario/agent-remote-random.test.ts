import { renameSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createRemoteWorld } from './agent-remote-world.ts'
import { type Plan, startFakeService } from './agent-service.ts'
import { numbered, pause, until } from './agent-world.ts'

/** mulberry32 */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function plans(random: () => number, count: number): Plan[] {
  const some = () => Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * 500))
  const kinds: (() => Plan)[] = [
    () => 'ok',
    () => 'ok',
    () => ({ refuse: some() }),
    () => ({ refuse: some(), code: 'InternalFailure' }),
    () => ({ status: 500 }),
    () => ({ status: 400, type: 'ProvisionedThroughputExceededException' }),
    () => 'reset',
    () => 'lost answer',
  ]
  return Array.from({ length: count }, () => kinds[Math.floor(random() * kinds.length)]())
}

it.each([1, 2, 3])(
  'failures, rotations and abrupt ends at random (seed %i): nothing is lost',
  async (seed) => {
    const random = chance(seed)
    const world = createRemoteWorld()
    const service = await startFakeService()
    const flow = { kinesisStream: 'web-logs', retryInitialBackoffMillis: 1, retryMaxBackoffMillis: 4 }
    const to = { 'kinesis.endpoint': `127.0.0.1:${service.port}` }
    let written = 0
    const rounds = 6
    for (let round = 0; round < rounds; round++) {
      service.plan.push(...plans(random, 25))
      const { stop } = await world.agent(to, flow, {}, { shutdownTimeoutMillis: 1 })
      for (let burst = 0; burst < 3; burst++) {
        const count = 200 + Math.floor(random() * 2_000)
        world.append('access.log', numbered('a', written, written + count))
        written += count
        await pause(random() * 60)
        if (random() < 0.4) renameSync(world.path('access.log'), world.path(`access.log.${written}`))
      }
      await stop()
    }
    service.plan.splice(0)
    await world.agent(to, flow)
    await until(() => new Set(service.taken).size === written, 'all lines')
    await pause(200)
    expect([...new Set(service.taken)].sort()).toEqual(
      numbered('a', 0, written)
        .split(/(?<=\n)/)
        .sort(),
    )
    // Doubled: what was in flight at each abrupt end, and answers that were lost.
    const most = (rounds * 8 + rounds * 25) * 500
    expect(service.taken.length - written).toBeLessThan(most)
    await world.close()
    await service.close()
  },
  60_000,
)

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTrouble } from '../../../observe/trouble.ts'
import { step } from '../core/traffic/step.ts'
import type { Planned } from '../core/traffic/traffic.ts'
import { createVisitors } from './visitors.ts'

let server: Server
let seen: string[]
let target: URL
beforeEach(async () => {
  seen = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (data) => (body += data))
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${request.headers['x-forwarded-for']} ${body}`)
      response.end('ok')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  target = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterEach(() => new Promise((done) => server.close(done)))

const who = { address: '84.156.7.9', agent: 'test' }
const at = (time: number, path: string, body?: string): Planned => ({
  at: time,
  step: step(who, 0, path, body === undefined ? {} : { method: 'POST', body }),
})
const open = (plan: Planned[], now: () => number, trouble = createTrouble(now)) =>
  createVisitors({ target, plan: plan.values(), now, trouble })

test('sends what is due and nothing before its time, forms with their body', async () => {
  let now = 100
  const visitors = open([at(50, '/a'), at(100, '/b', 'add=moss'), at(5000, '/later')], () => now)
  visitors.start()
  await vi.waitFor(() =>
    expect(seen.toSorted()).toEqual(['GET /a 84.156.7.9 ', 'POST /b 84.156.7.9 add=moss']),
  )
  now = 5000
  await vi.waitFor(() => expect(seen).toHaveLength(3), { timeout: 3000 })
  await visitors.stop()
  expect(visitors.counts()).toEqual({ sent: 3, answered: 3, failed: 0, inFlight: 0 })
})

test('after a stop nothing more is sent', async () => {
  let now = 0
  const visitors = open([at(0, '/a'), at(10, '/b')], () => now)
  visitors.start()
  await visitors.stop()
  now = 1000
  await new Promise((done) => setTimeout(done, 30))
  expect(seen).toEqual(['GET /a 84.156.7.9 '])
})

test('a site that is not there is said, and forgotten when it is back', async () => {
  const trouble = createTrouble(() => 0)
  let now = 0
  const away = new URL('http://127.0.0.1:1')
  const lost = createVisitors({ target: away, plan: [at(0, '/a')].values(), now: () => now, trouble })
  lost.start()
  await vi.waitFor(() => expect(trouble.state().state).toBe('failing'))
  expect(trouble.state().lastError?.message).toContain('A visitor could not reach http://127.0.0.1:1/')
  now = 1
  const back = open([at(0, '/a')], () => now, trouble)
  back.start()
  await vi.waitFor(() => expect(trouble.state().state).toBe('ok'))
  await Promise.all([lost.stop(), back.stop()])
})

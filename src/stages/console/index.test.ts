import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../observe/log.ts'
import type { RoomHealth } from '../../record/index.ts'
import { createHttpServer, type HttpServer, listen } from '../../wire/http.ts'
import type { PipelineReport } from './core/pipeline-report.ts'
import { createConsole } from './index.ts'

const stream = {
  ...{ name: 'web-logs', status: 'ACTIVE', createdAt: 1000, retentionMillis: 86_400_000 },
  shards: [
    { id: 'shardId-0', createdAt: 1000, first: 40, next: 100, closedAt: 2000, startingHash: 0n },
    { id: 'shardId-1', createdAt: 2000, first: 0, next: 7, parent: 'shardId-0', startingHash: 0n },
  ],
}

let dir: string
let server: HttpServer
let base: string
let rooms: RoomHealth[]
let listeners: Set<(commit: { rows: number }) => void>

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tailrace-console-'))
  const pageDir = join(dir, 'page')
  mkdirSync(join(pageDir, 'assets'), { recursive: true })
  writeFileSync(join(dir, 'secret.txt'), 'secret')
  writeFileSync(join(pageDir, 'index.html'), '<script nonce="TAILRACE_NONCE"></script>')
  writeFileSync(join(pageDir, 'assets/app-1a2b.js'), `/* ${'x'.repeat(2000)} */`)
  rooms = [{ room: 'agent', state: 'ok' }]
  listeners = new Set()
  const door = createConsole({
    search: async (index, body) => {
      if (index === 'broken') throw new Error('engine gone')
      if (index === 'missing') return { status: 404, body: { error: { type: 'index_not_found_exception' } } }
      return { status: 200, body: { index, body } }
    },
    mapping: async (index) => ({ status: 200, body: { [index]: {} } }),
    health: () => rooms,
    streams: () => [stream],
    onCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    info: () => ({ version: '1.0.0', dataFolder: '/data', tailed: ['a.log'], demo: true }),
    now: Date.now,
    log: silentLog,
    pageDir,
  })
  server = createHttpServer({ bodyLimit: 100_000 })
  door.registerRoutes(server)
  base = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0, '--port-console')}`
})

afterEach(async () => {
  await server.close()
  rmSync(dir, { recursive: true })
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** `fetch` won't let a test choose the path or the Host as it is. */
function raw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(base, { path, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    request.on('error', reject).end()
  })
}

describe('the page', () => {
  it('comes with a fresh nonce in text and policy', async () => {
    const [first, second] = await Promise.all([fetch(base), fetch(`${base}/?tab=lines`)])
    const policy = first.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
    expect(await first.text()).toBe(`<script nonce="${nonce}"></script>`)
    expect(second.headers.get('content-security-policy')).not.toBe(policy)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain("script-src 'self' 'unsafe")
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
    expect(first.headers.get('cache-control')).toBe('no-store')
  })

  it('serves hashed assets for ever, compressed, with their type and tag', async () => {
    const response = await fetch(`${base}/assets/app-1a2b.js`)
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect(response.headers.get('content-type')).toContain('text/javascript')
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(await response.text()).toHaveLength(2006)
    const again = await fetch(`${base}/assets/app-1a2b.js`, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '//secret.txt',
  ])('finds nothing at %s', async (path) => {
    const { status, body } = await raw(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).not.toBe('secret')
  })
})

describe('the API', () => {
  it('passes a search and its status through', async () => {
    const found = await post('/api/search/web-logs-*', { size: 0 })
    expect(await found.json()).toEqual({ index: 'web-logs-*', body: { size: 0 } })
    expect((await post('/api/search/missing', {})).status).toBe(404)
  })

  it('turns an engine failure into an answer in words', async () => {
    const response = await post('/api/search/broken', {})
    expect(response.status).toBe(500)
    expect(((await response.json()) as { error: { reason: string } }).error.reason).toContain(
      'failed to answer',
    )
  })

  it('answers many searches line by line, a failing one included', async () => {
    const searches = ['a', 'broken', 'b'].map((index) => ({ id: `of ${index}`, index, body: {} }))
    const text = await (await post('/api/msearch', { searches })).text()
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(Object.fromEntries(lines.map((line) => [line.id, line.status]))).toEqual({
      'of a': 200,
      'of broken': 500,
      'of b': 200,
    })
  })

  it('refuses broken bodies and other content types', async () => {
    expect((await post('/api/search/a', '{')).status).toBe(400)
    expect((await post('/api/msearch', {})).status).toBe(400)
    expect((await post('/api/search/a', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post('/api/search/A%20B', {})).status).toBe(400)
    expect((await post('/api/search/a', `"${'x'.repeat(100_001)}"`)).status).toBe(413)
  })

  it('refuses other sites and foreign names', async () => {
    expect((await post('/api/search/a', {}, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await raw('/api/info', { host: 'evil.example' })).status).toBe(421)
    expect((await raw('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(
      200,
    )
    expect((await raw('/api/info', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  it('gives mapping, info, and 404 for the rest', async () => {
    expect(await (await fetch(`${base}/api/mapping?index=web-logs-*`)).json()).toEqual({ 'web-logs-*': {} })
    expect(await (await fetch(`${base}/api/info`)).json()).toMatchObject({ version: '1.0.0', demo: true })
    expect((await fetch(`${base}/api/nothing`)).status).toBe(404)
    expect((await post('/nothing', {})).status).toBe(404)
  })

  it('is healthy only when every room is', async () => {
    expect((await fetch(`${base}/health`)).status).toBe(200)
    rooms.push({ room: 'search', state: 'starting' })
    const starting = await fetch(`${base}/health`)
    expect([starting.status, ((await starting.json()) as { status: string }).status]).toEqual([
      503,
      'starting',
    ])
    rooms.push({ room: 'lake', state: 'failing', lastError: { message: 'disk full', at: 'now' } })
    expect(((await (await fetch(`${base}/health`)).json()) as { status: string }).status).toBe('failing')
  })

  it('shows the pipeline with its shards, and answers although a room fails', async () => {
    rooms.push({ room: 'lake', state: 'failing', lastError: { message: 'disk full', at: 'now' } })
    const response = await fetch(`${base}/api/pipeline`)
    expect(response.status).toBe(200)
    const report = (await response.json()) as PipelineReport
    expect(report).toMatchObject({ status: 'failing', rooms })
    expect(Math.abs(report.at - Date.now())).toBeLessThan(10_000)
    expect(report.streams).toEqual([
      {
        ...{ name: 'web-logs', status: 'ACTIVE', createdAt: 1000, retentionMillis: 86_400_000 },
        shards: [
          { id: 'shardId-0', open: false, written: 100, kept: 60, createdAt: 1000, parents: [] },
          { id: 'shardId-1', open: true, written: 7, kept: 7, createdAt: 2000, parents: ['shardId-0'] },
        ],
      },
    ])
  })
})

describe('live events', () => {
  it('sums up commits and unsubscribes when the viewer leaves', async () => {
    const leave = new AbortController()
    const response = await fetch(`${base}/api/live`, { signal: leave.signal })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toContain('retry:')
    expect(listeners.size).toBe(1)
    for (let i = 0; i < 10; i++) for (const listener of listeners) listener({ rows: 7 })
    let rows = 0
    let events = 0
    while (rows < 70) {
      const { value } = await reader.read()
      for (const [, json] of value!.matchAll(/data: (.*)/g)) {
        rows += JSON.parse(json).rows
        events++
      }
    }
    expect(rows).toBe(70)
    expect(events).toBeLessThan(10)
    leave.abort()
    await expect.poll(() => listeners.size).toBe(0)
  })

  it('does not keep the server from closing', async () => {
    const response = await fetch(`${base}/api/live`)
    await server.close()
    expect(await response.text()).toContain('retry:')
  })
})

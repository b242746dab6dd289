import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

const NGINX = '/usr/sbin/nginx'
const COMPILED = new URL('../../dist/stages/bookstore/index.js', import.meta.url)
const why = !existsSync(NGINX)
  ? `${NGINX} is not installed`
  : !existsSync(COMPILED)
    ? 'dist/ is not built'
    : ''
if (why) console.warn(`Skipped: the bookstore behind nginx (${why}).`)

describe.skipIf(why !== '')('examples/nginx, with a real nginx', () => {
  let folder: string
  let program: ChildProcess
  let site: string
  let said = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bookstore-nginx-'))
    const [portSite, portNginx] = [await freePort(), await freePort()]
    site = `http://127.0.0.1:${portNginx}`
    const run = new URL('../../examples/nginx/run.mjs', import.meta.url).pathname
    const ports = ['--port-site', `${portSite}`, '--port-nginx', `${portNginx}`]
    program = spawn(process.execPath, [run, '--dir', folder, '--rate', '20', ...ports], { stdio: 'pipe' })
    for (const stream of [program.stdout, program.stderr]) stream?.on('data', (data) => (said += data))
    await vi.waitFor(() => expect(said).toContain('Its access log'), { timeout: 20_000 })
  })
  afterAll(async () => {
    if (program.exitCode === null) {
      const closed = new Promise((done) => program.on('close', done))
      program.kill('SIGTERM')
      await closed
    }
    await rm(folder, { recursive: true, force: true })
  })
  const log = (name: string) => readFile(join(folder, name), 'utf8')

  test('nginx logs whom a request really comes from, and the bookstore agrees', async () => {
    const found = await fetch(`${site}/search?q=%22mill%22`, {
      headers: { 'x-forwarded-for': '84.156.7.9', 'user-agent': 'test "one"', referer: `${site}/` },
    })
    expect(await found.text()).toContain('for “&quot;mill&quot;”')
    const line = await vi.waitFor(async () => {
      const lines = (await log('access.log')).split('\n')
      return lines.find((line) => line.includes('%22mill%22')) ?? expect.fail('not yet logged')
    })
    expect(line).toMatch(
      /^84\.156\.7\.9 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/search\?q=%22mill%22 HTTP\/1\.1" 200 \d+ "http:\/\/127\.0\.0\.1:\d+\/" "test \\x22one\\x22" \d+\.\d{3}$/,
    )
    await vi.waitFor(async () => expect(await log('bookstore.log')).toMatch(/^84\.156\.7\.9 .*%22mill%22/m))
  })

  test('visitors come through nginx', async () => {
    await vi.waitFor(async () => expect((await log('access.log')).split('\n').length).toBeGreaterThan(30), {
      timeout: 20_000,
    })
    const clients = new Set((await log('access.log')).split('\n').map((line) => line.split(' ', 1)[0]))
    expect(clients.size).toBeGreaterThan(8)
    expect(clients).not.toContain('127.0.0.1')
  })

  test('an order goes through: form, redirect, thanks', async () => {
    const form = new URLSearchParams({ name: 'Ada', email: 'ada@weir.example' })
    const ordered = await fetch(`${site}/checkout`, { method: 'POST', body: form })
    expect(new URL(ordered.url).pathname).toBe('/checkout/thanks')
    expect(ordered.status).toBe(200)
  })

  test('what nginx itself refuses is logged too', async () => {
    expect((await fetch(`${site}/static/..%2f..%2f..%2fetc%2fpasswd`)).status).toBe(400)
    await vi.waitFor(async () => expect(await log('access.log')).toMatch(/passwd HTTP\/1\.1" 400 /))
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog, silentLog } from '../../src/observe/log.ts'
import { type Bookstore, type BookstoreOptions, createBookstore } from '../../src/stages/bookstore/index.ts'

let folder: string
let logFile: string
let shops: Bookstore[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookstore-'))
  logFile = join(folder, 'access.log')
  shops = []
})
afterEach(async () => {
  for (const shop of shops) await shop.stop()
  await rm(folder, { recursive: true, force: true })
})

async function open(more: Partial<BookstoreOptions> = {}) {
  const shop = createBookstore({ logFile, log: silentLog, port: 0, rate: 0, ...more })
  shops.push(shop)
  return { shop, ...(await shop.start()) }
}
async function close() {
  for (const shop of shops.splice(0)) await shop.stop()
}
const lines = async (file = logFile) => (await readFile(file, 'utf8')).trimEnd().split('\n')

test('a visit over real HTTP: search, book, basket, order; the log tells the story', async () => {
  const { url } = await open()
  const agent = { 'user-agent': 'Mozilla/5.0 (test)' }
  const search = await fetch(`${url}/search?q=moss`, { headers: agent })
  expect(await search.text()).toContain('href="/product/moss"')
  await fetch(`${url}/product/moss`, { headers: { ...agent, referer: `${url}/search?q=moss` } })
  const form = { method: 'POST', redirect: 'manual' } as const
  const added = await fetch(`${url}/basket`, {
    ...form,
    headers: agent,
    body: new URLSearchParams({ add: 'moss' }),
  })
  expect([added.status, added.headers.get('location')]).toEqual([302, '/basket'])
  const cookie = added.headers.get('set-cookie')!.split(';')[0]
  expect(await (await fetch(`${url}/basket`, { headers: { ...agent, cookie } })).text()).toContain('€ 27.50')
  const style = await fetch(`${url}/static/style.css`, { headers: agent })
  const again = { ...agent, 'if-none-match': style.headers.get('etag')! }
  expect((await fetch(`${url}/static/style.css`, { headers: again })).status).toBe(304)
  expect((await fetch(`${url}/about`, { method: 'HEAD' })).headers.get('content-length')).not.toBe('0')
  await close()
  const story = (await lines()).map((line) =>
    /"(\S+ \S+) HTTP\/1\.1" (\d+) (\d+) "([^"]*)"/.exec(line)!.slice(1, 5),
  )
  expect(story.map(([request, status]) => `${request} ${status}`)).toEqual([
    'GET /search?q=moss 200',
    'GET /product/moss 200',
    'POST /basket 302',
    'GET /basket 200',
    'GET /static/style.css 200',
    'GET /static/style.css 304',
    'HEAD /about 200',
  ])
  expect(story[1][3]).toBe(`${url}/search?q=moss`)
  expect(story.slice(-2).map(([, , bytes]) => bytes)).toEqual(['0', '0'])
})

test('clients are who a trusted proxy says, and junk is logged escaped', async () => {
  const { url } = await open()
  await fetch(`${url}/a?q="x"`, {
    headers: { 'x-forwarded-for': '1.2.3.4, 84.156.7.9', 'user-agent': 'say "hi" \\' },
  })
  const authorization = `Basic ${btoa('ada@weir.example:secret-word')}`
  expect((await fetch(`${url}/admin`, { headers: { authorization } })).status).toBe(401)
  expect(await raw(url, '\x16\x03\x01\x02"\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await raw(url, 'GET /old HTTP/1.0\r\nUser-Agent: () { :; }; echo\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 404 /,
  )
  await close()
  const [quoted, admin, junk, shock] = await lines()
  expect(quoted).toMatch(
    /^84\.156\.7\.9 - - .* "GET \/a\?q=%22x%22 HTTP\/1\.1" 404 \d+ "-" "say \\x22hi\\x22 \\x5C" \d/,
  )
  expect(admin).toMatch(/^127\.0\.0\.1 - ada@weir\.example \[.* 401 /)
  expect(admin).not.toContain('secret')
  expect(junk).toMatch(/^127\.0\.0\.1 - - \[.*\] "\\x16\\x03\\x01\\x02\\x22" 400 \d+ "-" "-" 0\.000$/)
  expect(shock).toMatch(/"GET \/old HTTP\/1\.0" 404 \d+ "-" "\(\) \{ :; \}; echo" \d\.\d{3}$/)
})

test('a form without end is refused, a client who leaves early is a 499', async () => {
  const { url } = await open()
  const huge = await fetch(`${url}/checkout`, { method: 'POST', body: 'x'.repeat(1_000_000) })
  expect(huge.status).toBe(413)
  const leaving = new AbortController()
  const left = fetch(`${url}/recommendation?user=s1`, { signal: leaving.signal })
  await new Promise((done) => setTimeout(done, 15))
  leaving.abort()
  await expect(left).rejects.toThrow()
  await vi.waitFor(async () => expect((await lines()).at(-1)).toMatch(/" 499 0 /))
})

test('the log goes on after a rotation, and no line is lost', async () => {
  const { url } = await open({ rate: 60, seed: 4 })
  const full = (file: string, count: number) =>
    vi.waitFor(async () => expect((await lines(file)).length).toBeGreaterThan(count), { timeout: 10_000 })
  await full(logFile, 20)
  await rename(logFile, `${logFile}.1`)
  await fetch(`${url}/about?after`)
  await full(logFile, 20)
  const [shop] = shops
  await close()
  const all = [...(await lines(`${logFile}.1`)), ...(await lines())]
  expect(all.length).toBe(shop.health().detail?.requests)
  for (const line of all) expect(line).toMatch(/^\S+ - \S+ \[.*\] ".*" \d{3} \d+ ".*" ".*" \d+\.\d{3}$/)
})

test('the same seed sends the same requests, on a clock of its own', async () => {
  const start = Date.UTC(2026, 10, 20, 12)
  const run = async (name: string) => {
    const file = join(folder, name)
    let now = start
    const { shop } = await open({ logFile: file, rate: 40, seed: 'again', now: () => now })
    now = start + 4000
    await vi.waitFor(() => expect(shop.health().detail?.requests).toBeGreaterThan(100), { timeout: 10_000 })
    const before = shop.health().detail?.visitors
    await close()
    expect(before).toMatchObject({ failed: 0 })
    const requests = (await lines(file)).map((line) =>
      line.replace(/ \[.*?\]/, '').replace(/" \d{3} \d+ "/, '" "'),
    )
    return requests.map((line) => line.replace(/ \d+\.\d{3}$/, '')).sort()
  }
  const first = await run('one.log')
  expect(first.length).toBeGreaterThan(100)
  expect(await run('two.log')).toEqual(first)
})

test('a past is written first, said to be simulated, and never twice', async () => {
  let said = ''
  const log = createLog(
    (line) => (said += line),
    () => 0,
  )
  const { backfilled } = await open({ backfillHours: 6, backfillLines: 3000, log })
  await close()
  expect((await lines()).length).toBe(backfilled)
  expect(backfilled).toBeGreaterThan(1500)
  expect(said).toContain(`Wrote ${backfilled} simulated lines of the past 6 h`)
  expect((await open({ backfillHours: 6, log })).backfilled).toBe(0)
  expect(said).toContain('has lines already: no simulated past is added')
})

test('what is in the way is said in a sentence', async () => {
  const { url } = await open()
  const port = Number(new URL(url).port)
  await expect(open({ port, logFile: join(folder, 'b.log') })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken`,
  )
  await expect(open({ host: '192.0.2.1', logFile: join(folder, 'c.log') })).rejects.toThrow(
    "can't listen on 192.0.2.1",
  )
  await expect(open({ logFile: join(logFile, 'd.log') })).rejects.toThrow(
    "Can't write the bookstore's access log",
  )
})

/** Sends bytes as they are; resolves with what comes back before the connection closes. */
function raw(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'))
    socket.on('data', (data) => (text += data.toString('latin1')))
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

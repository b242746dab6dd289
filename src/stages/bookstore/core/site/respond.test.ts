import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import type { SiteRequest } from './answer.ts'
import { BOOKS } from './catalogue.ts'
import { PUBLIC_PATHS } from './feeds.ts'
import { respond } from './respond.ts'
import { etagOf } from './static.ts'

/** Chance that never breaks anything. */
const calm = { ...createRandom(1), chance: () => false }
const ask = (target: string, more: Partial<SiteRequest> = {}) => {
  const answer = respond({ method: 'GET', target, headers: {}, body: '', at: 0, ...more }, calm)
  return { ...answer, text: new TextDecoder().decode(answer.body) }
}

test('every public page and every address that it names is there', () => {
  const named = new Set<string>(PUBLIC_PATHS)
  for (const path of PUBLIC_PATHS) {
    const { status, text } = ask(path)
    expect(status, path).toBe(200)
    for (const [, link] of text.matchAll(/(?:href|src|action)="(\/[^"]*)"/g))
      named.add(link.replaceAll('&amp;', '&'))
  }
  expect(named.size).toBeGreaterThan(BOOKS.length * 2)
  for (const path of named) expect(ask(path).status, path).toBe(200)
})

test('catalogue: slugs are unique, prices and pages make sense', () => {
  expect(new Set(BOOKS.map((book) => book.slug)).size).toBe(BOOKS.length)
  expect(BOOKS.length).toBe(64)
  for (const book of BOOKS) expect(book.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
})

const NASTY = `"><script>alert('x')</script><img src=x onerror=y>`

test.each([
  ['search', `/search?q=${encodeURIComponent(NASTY)}`],
  ['search, unescaped', `/search?q=${NASTY}`],
  ['recommendation', `/recommendation?user=${encodeURIComponent(NASTY)}`],
  ['thanks', `/checkout/thanks?order=${encodeURIComponent(NASTY)}`],
  ['missing page', `/nothing/${encodeURIComponent(NASTY)}`],
  ['moved', `/products/${encodeURIComponent(NASTY)}`],
])('shows markup from outside as text: %s', (_name, target) => {
  const { text } = ask(target)
  expect(text).not.toContain('<script>alert')
  expect(text).not.toContain('<img src=x')
})

test('a form that must be mended comes back escaped', () => {
  const body = new URLSearchParams({ name: NASTY, email: '' }).toString()
  const { status, text } = ask('/checkout', { method: 'POST', body })
  expect(status).toBe(422)
  expect(text).toContain('value="&quot;&gt;&lt;script&gt;')
  expect(text).toContain('An address looks like name@place.')
})

test('basket: add, look, remove, order', () => {
  const added = ask('/basket', { method: 'POST', body: 'add=noise' })
  expect([added.status, added.headers.location]).toEqual([302, '/basket'])
  expect(added.headers['set-cookie']).toBe('basket=noise; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax')
  const headers = { cookie: 'other=1; basket=noise.moss.noise.<b>' }
  expect(ask('/basket', { headers }).text).toContain('€ 68.50')
  const removed = ask('/basket', { method: 'POST', body: 'remove=noise', headers })
  expect(removed.headers['set-cookie']).toContain('basket=moss;')
  expect(ask('/basket', { method: 'POST', body: 'add=nothing' }).status).toBe(400)
  const ordered = ask('/checkout', { method: 'POST', body: 'name=Ada&email=a%40b', headers })
  expect(ordered.status).toBe(302)
  expect(ordered.headers.location).toMatch(/^\/checkout\/thanks\?order=\d{6}$/)
  expect(ordered.headers['set-cookie']).toContain('Max-Age=0')
})

test('old addresses move, unknown ones do not', () => {
  const moved = ask('/products/moss')
  expect([moved.status, moved.headers.location]).toEqual([301, '/product/moss'])
  expect(ask('/products/nothing').status).toBe(404)
  expect(ask('//evil.example/products/moss').status).toBe(404)
})

test('files answer 304 to whoever has them', () => {
  const etag = etagOf('/static/style.css')
  expect(etag).toMatch(/^"[0-9a-f]+"$/)
  const path = '/static/style.css'
  for (const sent of [etag, `W/${etag}`, `"old", ${etag}`, '*']) {
    const { status, body } = ask(path, { headers: { 'if-none-match': sent } })
    expect([status, body.length]).toEqual([304, 0])
  }
  expect(ask(path, { headers: { 'if-none-match': '"old"' } }).status).toBe(200)
})

test.each([
  ['/%zz', 400],
  ['/a%00b', 400],
  ['/static/../../etc/passwd', 400],
  ['/product/..%5c..%5cwin.ini', 400],
  ['*', 400],
  ['http://elsewhere.example/about', 200],
  ['/about/', 200],
  ['/about#part', 200],
  ['/constructor', 404],
  ['/__proto__/x', 404],
  ['/product/', 404],
  ['/admin', 401],
])('%s is answered with %i', (target, status) => {
  expect(ask(target).status).toBe(status)
})

test('methods that a page does not take are refused by name', () => {
  const { status, headers } = ask('/search', { method: 'DELETE' })
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
  expect(ask('/static/style.css', { method: 'PUT' }).status).toBe(405)
})

test('a search finds by title, author and field, best first', () => {
  expect(ask('/search?q=moss').text).toMatch(/<h1>1 book for/)
  expect(ask('/search?q=OKONJO').text).toContain('The Patient Compiler')
  expect(ask('/search?q=life+sciences').text).toContain('<h1>8 books')
  expect(ask(`/search?q=${'x'.repeat(5000)}`).text).not.toContain('x'.repeat(500))
})

test('chance: some recommendations are slow, few pages break, the same seed does the same', () => {
  const many = (seed: number) => {
    const random = createRandom(seed)
    return Array.from({ length: 4000 }, () =>
      respond({ method: 'GET', target: '/recommendation?user=a', headers: {}, body: '', at: 0 }, random),
    ).map(({ status, delayMillis }) => ({ status, delayMillis }))
  }
  const first = many(1)
  expect(many(1)).toEqual(first)
  const slow = first.filter(({ delayMillis }) => delayMillis > 900).length
  expect(slow).toBeGreaterThan(80)
  expect(slow).toBeLessThan(400)
  expect(Math.max(...first.map(({ delayMillis }) => delayMillis))).toBeLessThanOrEqual(4500)
  const broken = first.filter(({ status }) => status >= 500).length
  expect(broken).toBeGreaterThan(4)
  expect(broken).toBeLessThan(120)
})

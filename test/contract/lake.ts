import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../../src/stages/lake/ports.ts'

/** What every object store must do. `open` gives an empty one. */
export function lakeContract(name: string, open: () => Promise<ObjectStore>) {
  describe(name, () => {
    let store: ObjectStore
    beforeEach(async () => {
      store = await open()
      await store.createBucket('logs')
      return () => store.close()
    })

    const keysOf = async (options: { prefix?: string; after?: string; limit?: number } = {}) =>
      (await store.list('logs', { limit: 1000, ...options })).objects.map(({ key }) => key)
    const read = async (key: string) => {
      const found = await store.get('logs', key)
      if (!found) return undefined
      const pieces: Uint8Array[] = []
      for await (const piece of found.read()) pieces.push(piece)
      return Buffer.concat(pieces).toString()
    }

    test('buckets are made once, listed by name, and removed when empty', async () => {
      await store.createBucket('archive')
      expect((await store.listBuckets()).map((bucket) => bucket.name)).toEqual(['archive', 'logs'])
      await expect(store.createBucket('logs')).rejects.toMatchObject({ code: 'BucketAlreadyExists' })
      await store.put('logs', 'a/b', Buffer.from('x'))
      await expect(store.deleteBucket('logs')).rejects.toMatchObject({ code: 'BucketNotEmpty' })
      await store.remove('logs', 'a/b')
      await store.deleteBucket('logs')
      expect(await store.hasBucket('logs')).toBe(false)
      await expect(store.deleteBucket('logs')).rejects.toMatchObject({ code: 'NoSuchBucket' })
      await expect(store.put('logs', 'a', Buffer.from('x'))).rejects.toMatchObject({ code: 'NoSuchBucket' })
      await expect(store.list('logs', { limit: 1 })).rejects.toMatchObject({ code: 'NoSuchBucket' })
      await expect(store.deleteBucket('../logs')).rejects.toMatchObject({ code: 'NoSuchBucket' })
    })

    test('keeps bytes, MD5, type, encoding and metadata; replaces whole', async () => {
      const body = [Buffer.from('hello '), Buffer.from('wörld')]
      const metadata = { who: 'me' }
      const options = { contentType: 'text/plain', contentEncoding: 'gzip', metadata }
      const put = await store.put('logs', 'a.txt', body, options)
      const md5 = createHash('md5').update('hello wörld').digest('hex')
      expect(put).toMatchObject({ key: 'a.txt', size: 12, etag: `"${md5}"`, ...options })
      expect(await store.head('logs', 'a.txt')).toEqual(put)
      const got = await store.get('logs', 'a.txt')
      expect(got?.object).toEqual(put)
      for await (const piece of got!.read()) expect(String(piece)).toBe('hello wörld')
      expect(await store.list('logs', { limit: 1 })).toEqual({ objects: [put], prefixes: [] })
      expect(await read('a.txt')).toBe('hello wörld')
      await store.put('logs', 'a.txt', Buffer.from('new'))
      expect(await read('a.txt')).toBe('new')
      expect(await store.head('logs', 'a.txt')).toMatchObject({
        size: 3,
        contentType: 'binary/octet-stream',
        metadata: {},
      })
    })

    test('a body begun before a replacement is the old one to its end', async () => {
      await store.put('logs', 'a.txt', Buffer.from('old'))
      const found = await store.get('logs', 'a.txt')
      await store.put('logs', 'a.txt', Buffer.from('newer'))
      const pieces: Uint8Array[] = []
      for await (const piece of found!.read()) pieces.push(piece)
      expect(Buffer.concat(pieces).toString()).toBe('old')
    })

    test('what is not there is undefined; removing it succeeds', async () => {
      await store.put('logs', 'a/b.gz', Buffer.from('x'))
      for (const key of ['a', 'a/', 'a/b', 'a/b.gz/c', 'nope', 'a/b.gz/']) {
        expect(await store.head('logs', key)).toBeUndefined()
        expect(await store.get('logs', key)).toBeUndefined()
        await store.remove('logs', key)
      }
      expect(await keysOf()).toEqual(['a/b.gz'])
      expect(await store.head('nope', 'a')).toBeUndefined()
    })

    test('keys are data: whatever they are, they come back, and none touches another', async () => {
      const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
      const keys = [...new Set(HOSTILE)].sort(byBytes)
      for (const key of keys) await store.put('logs', key, Buffer.from(`body of ${key}`))
      expect(await keysOf()).toEqual(keys)
      for (const key of keys) expect(await read(key)).toBe(`body of ${key}`)
      for (const [at, key] of keys.entries()) {
        if (at % 2 === 0) await store.remove('logs', key)
      }
      expect(await keysOf()).toEqual(keys.filter((_, at) => at % 2 === 1))
      for (const key of keys) await store.remove('logs', key)
      expect(await keysOf()).toEqual([])
      await store.deleteBucket('logs')
    })

    test('refuses keys that S3 refuses', async () => {
      for (const key of ['', 'x'.repeat(1025), 'é'.repeat(513), 'a\uD800b']) {
        await expect(store.put('logs', key, Buffer.from('x'))).rejects.toMatchObject({ code: 'InvalidKey' })
      }
      await store.put('logs', 'x'.repeat(1024), Buffer.from('x'))
    })

    test('lists in byte order, by prefix, page by page', async () => {
      const keys = ['a', 'a!', 'a-b', 'a.b', 'a/b', 'a/b.c', 'a/b/c', 'a0', 'aé', 'a\u{FFFF}', 'a😀', 'b']
      for (const key of [...keys].reverse()) await store.put('logs', key, Buffer.from(key))
      expect(await keysOf()).toEqual(keys)
      expect(await keysOf({ prefix: 'a/' })).toEqual(['a/b', 'a/b.c', 'a/b/c'])
      expect(await keysOf({ prefix: 'a/b' })).toEqual(['a/b', 'a/b.c', 'a/b/c'])
      expect(await keysOf({ after: 'a-b', limit: 3 })).toEqual(['a.b', 'a/b', 'a/b.c'])
      expect(await keysOf({ prefix: 'a', after: 'a/b/c', limit: 1 })).toEqual(['a0'])
      expect(await keysOf({ after: 'a/b.zzz' })).toEqual(keys.slice(6))
      expect(await keysOf({ after: 'z' })).toEqual([])
      expect(await keysOf({ limit: 0 })).toEqual([])
      const paged: string[] = []
      for (let page = await keysOf({ limit: 5 }); page.length > 0; ) {
        paged.push(...page)
        page = await keysOf({ after: paged[paged.length - 1], limit: 5 })
      }
      expect(paged).toEqual(keys)
    })

    test('many puts at the same moment', async () => {
      const keys = Array.from({ length: 40 }, (_, at) => `2026/11/20/${at % 7}/${at}.gz`)
      const removed = keys.filter((_, at) => at % 3 === 0)
      await Promise.all(keys.map((key) => store.put('logs', key, Buffer.from(key))))
      await Promise.all([
        ...removed.map((key) => store.remove('logs', key)),
        ...keys.map((key) => store.put('logs', `${key}.new`, Buffer.from(key))),
      ])
      expect((await keysOf()).length).toBe(80 - removed.length)
      await Promise.all(['1', '2', '3'].map((body) => store.put('logs', 'same', Buffer.from(body))))
      expect(['1', '2', '3']).toContain(await read('same'))
    })
  })
}

const HOSTILE = [
  ...[
    '.',
    '..',
    '../x',
    '../../etc/passwd',
    '/',
    '//',
    '/etc/passwd',
    'a',
    'a/',
    'a//',
    'a//b',
    'a/b',
    'a/b/c',
  ],
  ...[
    'a/.',
    'a/..',
    'a/../b',
    'a/./b',
    './a',
    '...',
    '.hidden',
    '.about/logs/a',
    '.partial',
    '.about',
    '.buckets',
  ],
  ...[
    'nul\0byte',
    'new\nline',
    'tab\t',
    'back\\slash',
    'C:\\x',
    'con',
    'a:b',
    'q?*<>|"',
    ' ',
    ' a ',
    'x.',
    '%',
  ],
  ...[
    '%2E',
    '%2E%2E',
    '%-',
    '%D',
    '%F',
    '%+',
    'a%F',
    'a%D/b',
    'a.b',
    'a.b/c',
    'a.b/c.d',
    'a.b%D/c',
    '100%',
    '%zz',
  ],
  ...[
    'ünï',
    'u\u0308',
    '日本/語',
    '😀',
    '\u202E',
    `${'s'.repeat(255)}`,
    `${'s'.repeat(256)}`,
    `${'s'.repeat(200)}`,
  ],
  ...[
    `${'s'.repeat(201)}`,
    `${'s'.repeat(200)}.`,
    `${'s'.repeat(200)}..`,
    `${'s'.repeat(200)}/x`,
    's'.repeat(1000),
  ],
  ...[
    `${'s'.repeat(200)}!/x`,
    `${'s'.repeat(300)}/${'t'.repeat(300)}`,
    `${'é'.repeat(300)}.gz`,
    '%'.repeat(500),
  ],
  ...[
    `${'s'.repeat(200)}%+`,
    '/'.repeat(300),
    `${'😀'.repeat(120)}/é`,
    `${'s'.repeat(200)}./y`,
    'k=v/w=z/p.gz',
  ],
  // Apart in case, in Unicode's normal forms, and by what stands at the end
  ...[
    'Case/Key.TXT',
    'case/key.txt',
    'CASE/KEY.TXT',
    '\u00e9',
    'e\u0301',
    '\u212b',
    '\u00c5',
    'A\u030a',
    'x',
    'x/',
    'x//',
    'x./',
  ],
  ...[
    '.../...',
    '..%2f..',
    '%2e%2e/%2e%2e',
    '~',
    '~root/.ssh',
    'aux',
    'NUL.txt',
    'a\u0000/../b',
    '\uFEFF',
    '\uFFFD',
    '..;/',
  ],
  '2026/11/20/13/web-logs-1-2026-11-20-13-00-00-046b6c7f-0b8a-43b9-b35d-6489e6daee91',
  '2026/11/20/13/web-logs-1-2026-11-20-13-00-00-046b6c7f-0b8a-43b9-b35d-6489e6daee91/more',
]

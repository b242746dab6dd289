import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImportProgress, ImportSource } from '../../src/stages/agent/index.ts'
import { createWorld, numbered, pause, until, type World } from './agent-world.ts'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())

const destination = { stream: 'web-logs' }
const got = () => world.stream.texts().join('')
const load = (...files: ImportSource[]) => world.agent([]).importFiles(files, { destination })
const piped = (text: string) => ({
  name: '-',
  stream: Readable.from(
    Array.from({ length: Math.ceil(text.length / 700) }, (_, at) =>
      Buffer.from(text.slice(at * 700, at * 700 + 700)),
    ),
  ),
})

describe('importing', () => {
  it('reads files in the given order and tells how far it is', async () => {
    writeFileSync(world.path('b.log'), numbered('b', 0, 20_000))
    writeFileSync(world.path('a.log.gz'), gzipSync(numbered('a', 0, 3_000)))
    const seen: ImportProgress[] = []
    const results = await world.agent([]).importFiles([world.path('b.log'), world.path('a.log.gz')], {
      destination,
      onProgress: (progress) => seen.push(progress),
    })
    expect(got()).toBe(numbered('b', 0, 20_000) + numbered('a', 0, 3_000))
    expect(results.map(({ lines, alreadyReadLines, error }) => [lines, alreadyReadLines, error])).toEqual([
      [20_000, 0, undefined],
      [3_000, 0, undefined],
    ])
    const last = seen.at(-1)
    expect(last).toMatchObject({ index: 1, files: 2, lines: 3_000 })
    expect(last?.bytesRead).toBe(last?.bytesTotal)
    expect(world.stream.batches.every((batch) => batch.ends.length <= 8192 && batch.keys.length === 1)).toBe(
      true,
    )
  })

  it('loses nothing of a small .gz, however slow the disk tells its inode', async () => {
    writeFileSync(world.path('a.log.gz'), gzipSync(numbered('a', 0, 3_000)))
    const file = await open(world.path('a.log.gz'), 'r')
    const prototype = Object.getPrototypeOf(file)
    await file.close()
    const { stat } = prototype
    prototype.stat = async function (this: unknown, ...words: unknown[]) {
      const found = await stat.apply(this, words)
      await new Promise((resolve) => setTimeout(resolve, 50))
      return found
    }
    try {
      await world.agent([]).importFiles([world.path('a.log.gz')], { destination })
    } finally {
      prototype.stat = stat
    }
    expect(got()).toBe(numbered('a', 0, 3_000))
  })

  it('adds nothing the second time: same name, copy, .gz, standard input', async () => {
    const text = numbered('a', 0, 5_000)
    writeFileSync(world.path('a.log'), text)
    await load(world.path('a.log'))
    copyFileSync(world.path('a.log'), world.path('other.log'))
    writeFileSync(world.path('zipped'), gzipSync(text))
    const results = await load(
      world.path('a.log'),
      world.path('other.log'),
      world.path('zipped'),
      piped(text),
    )
    expect(
      results.map(({ lines, alreadyReadLines, alreadyReadBytes }) => [
        lines,
        alreadyReadLines,
        alreadyReadBytes,
      ]),
    ).toEqual(Array.from({ length: 4 }, () => [0, 5_000, text.length]))
    expect(got()).toBe(text)
  })

  it('adds only what is new of a grown file, in any guise', async () => {
    await load(piped(numbered('a', 0, 100)))
    writeFileSync(world.path('a.log'), numbered('a', 0, 200))
    const [plain] = await load(world.path('a.log'))
    expect([plain.lines, plain.alreadyReadLines]).toEqual([100, 100])
    writeFileSync(world.path('a.gz'), gzipSync(numbered('a', 0, 4_000)))
    const [zipped] = await load(world.path('a.gz'))
    expect([zipped.lines, zipped.alreadyReadLines]).toEqual([3_800, 200])
    const [stream] = await load(piped(numbered('a', 0, 4_100)))
    expect([stream.lines, stream.alreadyReadLines]).toEqual([100, 4_000])
    expect(got()).toBe(numbered('a', 0, 4_100))
  })

  it('knows an older, shorter copy', async () => {
    writeFileSync(world.path('a.log'), numbered('a', 0, 4_000))
    writeFileSync(world.path('old.log'), numbered('a', 0, 1_500))
    await load(world.path('a.log'))
    const results = await load(world.path('old.log'), piped(numbered('a', 0, 1_000)))
    expect(results.map(({ lines, alreadyReadLines }) => [lines, alreadyReadLines])).toEqual([
      [0, 1_500],
      [0, 1_000],
    ])
  })

  it('reads a file that only begins as another one does', async () => {
    const head = numbered('same', 0, 100)
    await load(piped(head + numbered('a', 0, 3_000)))
    const results = await load(piped(head + numbered('b', 0, 3_500)))
    expect(results[0].lines).toBe(3_600)
    writeFileSync(world.path('c.gz'), gzipSync(head + numbered('c', 0, 3_500)))
    expect((await load(world.path('c.gz')))[0].lines).toBe(3_600)
    writeFileSync(world.path('d.log'), head + numbered('d', 0, 3_500))
    expect((await load(world.path('d.log')))[0].lines).toBe(3_600)
  })

  it('takes a last line without newline, and later only its newline and what follows', async () => {
    writeFileSync(world.path('a.log'), `${numbered('a', 0, 30)}the end`)
    expect((await load(world.path('a.log')))[0].lines).toBe(31)
    writeFileSync(world.path('a.log'), `${numbered('a', 0, 30)}the end\nmore\n`)
    expect((await load(world.path('a.log')))[0].lines).toBe(1)
    expect(got()).toBe(`${numbered('a', 0, 30)}the endmore\n`)
    writeFileSync(world.path('b.log'), `${numbered('b', 0, 30)}the en`)
    await load(world.path('b.log'))
    writeFileSync(world.path('b.log'), `${numbered('b', 0, 30)}the end\n`)
    await load(world.path('b.log'))
    expect(world.stream.texts().slice(-2)).toEqual(['the en', 'the end\n'])
  })

  it('and following the same file agree', async () => {
    world.append('access.log', numbered('a', 0, 500))
    const agent = world.agent([world.flow('access.log')])
    await agent.start()
    await until(() => got().length >= numbered('a', 0, 500).length)
    const [result] = await agent.importFiles([world.path('access.log')], { destination })
    expect([result.lines, result.alreadyReadLines]).toEqual([0, 500])
    world.append('access.log', numbered('a', 500, 510))
    await until(() => got().length >= numbered('a', 0, 510).length)
    expect(got()).toBe(numbered('a', 0, 510))
  })

  it('says what is wrong with a file, counts what was read of it, and goes on', async () => {
    writeFileSync(world.path('cut.gz'), gzipSync(numbered('a', 0, 40_000)).subarray(0, 50_000))
    writeFileSync(world.path('b.log'), numbered('b', 0, 10))
    const results = await load(
      world.path('none.log'),
      world.folder,
      world.path('cut.gz'),
      world.path('b.log'),
    )
    expect(results[0].error?.message).toBe(`there is no file ${world.path('none.log')}`)
    expect(results[1].error?.message).toContain('is not a file; give a log file')
    expect(results[2].error?.message).toContain('the gzip file is incomplete')
    expect(results[3].lines).toBe(10)
    const before = world.stream.records.length
    writeFileSync(world.path('cut.gz'), gzipSync(numbered('a', 0, 40_000)))
    const [again] = await load(world.path('cut.gz'))
    expect(again.error).toBeUndefined()
    expect(again.lines + before).toBe(40_010)
  })

  it('can be interrupted and goes on where it was', async () => {
    writeFileSync(world.path('a.log'), numbered('a', 0, 60_000))
    const abort = new AbortController()
    const run = world.agent([]).importFiles([world.path('a.log')], {
      destination,
      signal: abort.signal,
      onProgress: ({ lines }) => lines > 20_000 && abort.abort(),
    })
    await expect(run).rejects.toThrow()
    await pause(20)
    const before = world.stream.records.length
    expect(before).toBeLessThan(60_000)
    const [rest] = await load(world.path('a.log'))
    expect(rest.lines + before).toBe(60_000)
    expect(got()).toBe(numbered('a', 0, 60_000))
  })

  it('masks addresses before anything leaves', async () => {
    writeFileSync(world.path('a.log'), '203.0.113.77 - x\n2001:db8:1:2::3 "10.1.2.3"\n')
    await world.agent([]).importFiles([world.path('a.log')], { destination, anonymizeIp: true })
    expect(world.stream.texts()).toEqual(['203.0.113.0 - x\n', '2001:db8:1:: "10.1.2.0"\n'])
    expect((await load(world.path('a.log')))[0].lines).toBe(0)
  })

  const real = fileURLToPath(new URL('../../../shared/data/apache-combined-10k.log', import.meta.url))
  it.skipIf(!existsSync(real))('a real log: 10,000 lines, byte for byte', async () => {
    const [result] = await load(real)
    expect(result.lines).toBe(10_000)
    expect(Buffer.from(got(), 'latin1').equals(readFileSync(real))).toBe(true)
  })
})

import { appendFileSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { logLines, type Running, run, scratch, until, up } from './program.ts'

let running: Running | undefined
afterEach(async () => {
  await running?.kill()
  running = undefined
})

/** The last lines of an import: how many lines were read, indexed and kept unparsed. */
function counts(output: string) {
  const number = (name: string) => {
    const found = new RegExp(`([\\d,]+) ${name}`).exec(output.slice(output.lastIndexOf(' read') - 20))
    return found ? Number(found[1].replaceAll(',', '')) : undefined
  }
  return { read: number('read'), indexed: number('indexed'), unparsed: number('unparsed') }
}

async function importInto(data: string, words: readonly string[], input?: Uint8Array) {
  const ended = await run(['import', ...words, '--data', data], input ? { input } : {}).ended
  expect(ended.output).not.toContain('Error:')
  expect([ended.status, ended.output]).toEqual([0, ended.output])
  return counts(ended.output)
}

test('a file, its copy, its gzip and its growth: each line once', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const log = join(folder, 'access.log')
  writeFileSync(log, `${logLines(0, 1000)}no log line\n`)
  expect(await importInto(data, [log])).toEqual({ read: 1001, indexed: 1000, unparsed: 1 })
  expect(await importInto(data, [log])).toEqual({ read: 0, indexed: 0, unparsed: 0 })
  copyFileSync(log, `${log}.copy`)
  writeFileSync(`${log}.gz`, gzipSync(readFileSync(log)))
  expect(await importInto(data, [`${log}.copy`, `${log}.gz`])).toEqual({ read: 0, indexed: 0, unparsed: 0 })
  appendFileSync(log, logLines(1000, 1200))
  expect(await importInto(data, [log])).toEqual({ read: 200, indexed: 200, unparsed: 0 })
  running = await up([log, '--data', data])
  expect(await running.count()).toBe(1201)
})

test('standard input, twice; and a gzip', async () => {
  const data = join(scratch(), 'data')
  const input = Buffer.from(logLines(0, 500))
  expect(await importInto(data, ['-'], input)).toMatchObject({ read: 500, indexed: 500 })
  expect(await importInto(data, ['-'], input)).toMatchObject({ read: 0 })
})

test('into a running instance, which goes on tailing', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const live = join(folder, 'live.log')
  const old = join(folder, 'old.log.gz')
  writeFileSync(live, logLines(0, 10))
  writeFileSync(old, gzipSync(logLines(5000, 6000)))
  running = await up([live, '--data', data])
  await until(async () => (await running?.count()) === 10)
  expect(await importInto(data, [old])).toEqual({ read: 1000, indexed: 1000, unparsed: 0 })
  expect(await running.count()).toBe(1010)
  appendFileSync(live, logLines(10, 20))
  await until(async () => (await running?.count()) === 1020)
  expect(await importInto(data, ['-'], Buffer.from(logLines(7000, 7100)))).toMatchObject({
    read: 100,
    indexed: 100,
  })
  expect(await running.count()).toBe(1120)
})

test('into an instance whose only way in is a delivery stream', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const configuration = join(folder, 'agent.json')
  const flow = { filePattern: join(folder, 'live.log'), deliveryStream: 'direct' }
  writeFileSync(configuration, JSON.stringify({ flows: [flow] }))
  const old = join(folder, 'old.log')
  writeFileSync(old, logLines(0, 3000))
  running = await up(['-c', configuration, '--data', data])
  expect(await importInto(data, [old])).toEqual({ read: 3000, indexed: 3000, unparsed: 0 })
  expect(await running.count()).toBe(3000)
  await running.interrupt()
  const refused = await run(['up', '-c', configuration, '-p', 'DeliveryStreamName=x', '--data', data]).ended
  expect([refused.status, refused.output]).toEqual([
    1,
    expect.stringContaining('-p DeliveryStreamName has no say'),
  ])
})

test('an interrupted import says so, and the next one goes on', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const log = join(folder, 'access.log')
  writeFileSync(log, logLines(0, 200_000))
  const { child, ended } = run(['import', log, '--data', data])
  await until(() => existsSync(join(data, 'search', 'index.duckdb')))
  child.kill('SIGINT')
  const { status, output } = await ended
  expect([status, output]).toEqual([1, expect.stringContaining('Interrupted. The same command goes on')])
  const rest = await importInto(data, [log])
  running = await up(['--data', data])
  expect(await running.count()).toBe(200_000)
  expect(rest.read).toBeGreaterThan(0)
})

test('a missing file and a broken gzip get a sentence', async () => {
  const folder = scratch()
  const missing = await run(['import', join(folder, 'nope.log'), '--data', join(folder, 'data')]).ended
  expect(missing.status).toBe(1)
  expect(missing.output).toContain('nope.log')
  const broken = join(folder, 'broken.gz')
  writeFileSync(broken, gzipSync(logLines(0, 5000)).subarray(0, 20_000))
  const bad = await run(['import', broken, '--data', join(folder, 'data')]).ended
  expect(bad.status).toBe(1)
  expect(bad.output).toContain('broken.gz')
})

describe.each([
  ['apache-combined-10k.log', 10_000],
  // 6,538 newlines (wc -l), and a last line without one, which counts too.
  ['attack-scan-acunetix.log', 6_539],
])('%s', (name, lines) => {
  const file = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url))
  test.skipIf(!existsSync(file))(
    `${lines} read, every one accounted for (skipped when ../shared/data is absent)`,
    async () => {
      const data = join(scratch(), 'data')
      const { read, indexed, unparsed } = await importInto(data, [file])
      expect(read).toBe(lines)
      expect((indexed ?? 0) + (unparsed ?? 0)).toBe(lines)
      running = await up(['--data', data])
      expect(await running.count()).toBe(lines)
      expect(await running.count({ exists: { field: 'parse_error' } })).toBe(unparsed)
    },
  )
})

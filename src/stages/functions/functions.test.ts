import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { silentLog } from '../../observe/log.ts'
import { batchOf } from '../../record/index.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { createFunctions, type Functions, rowOf } from './index.ts'
import { createWorkshop, type Workshop } from './workshop.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function functionsOf(options: { formats?: string[]; geoFile?: string } = {}): Functions {
  const place = { account: '000000000000', region: 'eu-west-1' }
  const functions = createFunctions({ now: () => 0, log: silentLog, ...place, ...options })
  open.push(functions)
  return functions
}

const line =
  '8.8.8.8 - - [20/Nov/2026:13:05:09 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"\n'

test('a batch goes through the worker thread once, whoever asks', async () => {
  const functions = functionsOf()
  const batch = batchOf([line, '10.1.2.3 nonsense', '\n'])
  const [first, second] = await Promise.all([functions.transform(batch), functions.transform(batch)])
  expect(second).toBe(first)
  expect(rowOf(first, 0)).toMatchObject({
    country: 'US',
    browser: 'Chrome',
    os: 'Windows',
    device: 'desktop',
    bot: false,
  })
  expect(rowOf(first, 1)).toMatchObject({ message: '10.1.2.3 nonsense' })
  expect(functions.health()).toMatchObject({
    room: 'functions',
    state: 'ok',
    detail: { records: 3, rows: 2, unparsed: 1, headers: 1, formats: { combined: 1 } },
  })
  // The batch is sealed: the worker got a copy.
  expect(Buffer.from(batch.bytes).toString()).toContain('8.8.8.8')
  await functions.close()
  expect(functions.health().state).toBe('stopped')
  await expect(functions.transform(batchOf([line]))).rejects.toThrow('The functions room is closed.')
})

test('a geo database that is not there costs the countries, not the documents', async () => {
  const functions = functionsOf({ geoFile: '/nowhere/city.mmdb' })
  const documents = await functions.transform(batchOf([line]))
  expect(rowOf(documents, 0)).toMatchObject({ status: 200, browser: 'Chrome' })
  expect(JSON.stringify(functions.health().detail)).toContain('/nowhere/city.mmdb')
})

test('a wrong format is refused at once', () => {
  expect(() => functionsOf({ formats: ['$remote_adr'] })).toThrow('Did you mean $remote_addr?')
})

test('shows the built-in function as Lambda does', async () => {
  const { service, enrichArn, transformFor, transform } = functionsOf()
  const dispatch = createDispatch([service])
  const caller = { account: '000000000000', region: 'eu-west-1', arn: 'arn:aws:iam::000000000000:root' }
  expect(enrichArn).toBe('arn:aws:lambda:eu-west-1:000000000000:function:tailrace-enrich')
  const shown = { FunctionName: 'tailrace-enrich', FunctionArn: enrichArn, State: 'Active' }
  expect(await dispatch('lambda', 'GetFunction', { FunctionName: 'tailrace-enrich' }, caller)).toMatchObject({
    Configuration: shown,
  })
  expect(await dispatch('lambda', 'ListFunctions', {}, caller)).toMatchObject({ Functions: [shown] })
  await expect(dispatch('lambda', 'GetFunction', { FunctionName: 'other' }, caller)).rejects.toThrow(
    'Function not found: arn:aws:lambda:eu-west-1:000000000000:function:other',
  )
  expect(transformFor(`${enrichArn}:$LATEST`)).toBe(transform)
  expect(transformFor('arn:aws:lambda:eu-west-1:000000000000:function:other')).toBeUndefined()
})

test('explains a line with country and browser, without the thread', () => {
  const functions = functionsOf()
  expect(functions.explain(line)).toMatchObject({
    kind: 'matched',
    exact: true,
    format: { name: 'combined' },
    fields: { host: '8.8.8.8', country: 'US', browser: 'Chrome' },
  })
  expect(functions.explain('8.8.8.8 - - [20/Nov/2026:13:05:09 +0000] GET', ['combined'])).toMatchObject({
    kind: 'unmatched',
    closest: { name: 'combined' },
    column: 40,
    message: 'column 40: expected `] "` after %t, found `] GET` (as combined)',
  })
  expect(functions.detect([line, line, '', '{"status":200}', 'x'])).toMatchObject({
    formats: [
      { lines: 2, format: { name: 'combined' } },
      { lines: 1, format: { name: 'json' } },
    ],
    headers: 1,
    unmatched: 1,
  })
})

/** A workshop whose thread runs `body`; `died` collects the deaths. */
function workshopOf(body: string): { workshop: Workshop; deaths: number[]; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-functions-'))
  const file = join(folder, 'worker.mjs')
  writeFileSync(file, `import { parentPort } from 'node:worker_threads'\nimport fs from 'node:fs'\n${body}`)
  const deaths: number[] = []
  const workshop = createWorkshop({
    settings: { formats: [], geoFile: undefined },
    file: pathToFileURL(file),
    done() {},
    died: (_reason, batches) => deaths.push(batches),
  })
  open.push({
    async close() {
      await workshop.close()
      rmSync(folder, { recursive: true })
    },
  })
  return { workshop, deaths, folder }
}

test('a thread that dies once costs nothing', async () => {
  const { workshop, deaths } = workshopOf(`
    const mark = new URL('./died', import.meta.url)
    parentPort.on('message', ({ id }) => {
      if (!fs.existsSync(mark)) { fs.writeFileSync(mark, ''); process.exit(3) }
      parentPort.postMessage({ id, documents: { rows: id } })
    })`)
  const results = await Promise.all([1, 2].map(() => workshop.parse(batchOf(['x']))))
  expect(results).toEqual([{ rows: 1 }, { rows: 2 }])
  expect(deaths).toEqual([2])
})

test('a batch that kills two threads fails with the reason; those behind it are parsed', async () => {
  const { workshop } = workshopOf(`
    parentPort.on('message', ({ id, length }) => {
      if (length === 6) throw new Error('poison')
      parentPort.postMessage({ id, documents: { rows: id } })
    })`)
  const poisoned = workshop.parse(batchOf(['poison']))
  const behind = workshop.parse(batchOf(['x']))
  await expect(poisoned).rejects.toThrow(
    "The parser's worker thread stopped twice on the same batch: poison.",
  )
  expect(await behind).toEqual({ rows: 2 })
})

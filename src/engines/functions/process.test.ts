import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FunctionEngine, Program } from '../../stages/functions/ports.ts'
import { openProcessEngine } from './process.ts'

/** What the SDK's tests do not see: processes that end while nobody asks, and the end of the engine. */

let folder: string
let engine: FunctionEngine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-engine-'))
  engine = await openProcessEngine({ folder: join(folder, 'engine'), now: Date.now, idleMillis: 200 })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

function programOf(code: string, more: Partial<Program> = {}): Program {
  writeFileSync(join(folder, 'index.mjs'), code)
  return {
    ...{ id: 'f:1', name: 'f', version: '$LATEST', arn: 'arn:f', runtime: 'nodejs20.x' },
    ...{ handler: 'index.handler', folder, memoryMegabytes: 128, timeoutMillis: 5000, variables: {} },
    ...{ account: '000000000000', region: 'us-east-1' },
    ...more,
  }
}

const invoke = async (program: Program, event: unknown = {}) => {
  const requestId = randomUUID()
  const result = await engine.invoke(program, {
    ...{ requestId, invokedArn: program.arn, event: Buffer.from(JSON.stringify(event)) },
  })
  return { ...result, payload: JSON.parse(Buffer.from(result.payload).toString()) }
}

async function until(check: () => boolean, what: string) {
  for (let tries = 0; tries < 400; tries++) {
    if (check()) return
    await sleep(10)
  }
  throw new Error(`It did not come about: ${what}`)
}

test('an idle process ends; the next invocation begins anew', async () => {
  const program = programOf('export const handler = async () => process.pid')
  const first = await invoke(program)
  expect(engine.processes()).toEqual({ 'f:1': 1 })
  await until(() => Object.keys(engine.processes()).length === 0, 'no process')
  const second = await invoke(program)
  expect(second.payload).not.toBe(first.payload)
  expect(second.initMillis).toBeGreaterThan(0)
})

test('a process that ends between two invocations costs none', async () => {
  const program = programOf(
    'export const handler = async () => { setTimeout(() => process.exit(5), 20); return process.pid }',
  )
  for (let at = 0; at < 3; at++) {
    expect((await invoke(program)).failed).toBe(false)
    await until(() => Object.keys(engine.processes()).length === 0, 'its end')
  }
})

test('many at once share the processes that may be', async () => {
  const program = programOf(
    'export const handler = async (n) => { await new Promise((r) => setTimeout(r, 10)); return [n, process.pid] }',
    { concurrency: 2 },
  )
  const results = await Promise.all(Array.from({ length: 20 }, (_, at) => invoke(program, at)))
  expect(results.map(({ payload }) => payload[0])).toEqual(results.map((_, at) => at))
  expect(new Set(results.map(({ payload }) => payload[1])).size).toBe(2)
})

test('at the end what is at work fails, and nothing is left', async () => {
  const program = programOf('export const handler = () => new Promise(() => setInterval(() => {}, 1000))')
  const waiting = [invoke(program), invoke(program)]
  await until(() => engine.processes()['f:1'] === 2, 'two processes')
  await sleep(100)
  await engine.close()
  for (const { failed, payload } of await Promise.all(waiting)) {
    expect([failed, payload.errorType]).toEqual([true, 'Runtime.ExitError'])
  }
  expect(engine.processes()).toEqual({})
  await expect(invoke(program)).rejects.toThrow('The functions are stopped.')
})

test('the log of a function is a file, too', async () => {
  const program = programOf("export const handler = async () => { console.log('kept'); return 1 }")
  await invoke(program)
  await engine.close()
  const text = readFileSync(join(folder, 'engine', 'logs', 'f.log'), 'utf8')
  expect(text).toMatch(/^START RequestId: .*\n.*\tINFO\tkept\nEND RequestId: .*\nREPORT /)
})

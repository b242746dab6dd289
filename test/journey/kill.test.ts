import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { logLines, run, scratch, until, up } from './program.ts'

/** Every line has its number in the query; how many there are and how many differ. */
async function numbersIn(running: Awaited<ReturnType<typeof up>>) {
  const { aggregations } = await running.search('web-logs-*', {
    size: 0,
    aggs: { distinct: { cardinality: { field: 'query', precision_threshold: 40_000 } } },
  })
  return { rows: await running.count(), distinct: aggregations.distinct.value as number }
}

test('kill -9 in the middle of an import, again and again: the end is exact', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const log = join(folder, 'access.log')
  const lines = 150_000
  writeFileSync(log, logLines(0, lines))
  for (const delay of [500, 700, 900, 1100]) {
    const { child, ended } = run(['import', log, '--data', data])
    await sleep(delay)
    child.kill('SIGKILL')
    await ended
  }
  expect((await run(['import', log, '--data', data]).ended).status).toBe(0)
  const running = await up(['--data', data])
  try {
    await until(async () => (await running.count()) === lines)
    expect(await running.count()).toBe(lines)
    const { aggregations } = await running.search('web-logs-*', {
      size: 0,
      aggs: { sum: { sum: { field: 'bytes' } } },
    })
    expect(aggregations.sum.value).toBe((lines * (lines - 1)) / 2)
  } finally {
    await running.kill()
  }
}, 120_000)

test('kill -9 in the middle of tailing, again and again: the end is exact', async () => {
  const folder = scratch()
  const data = join(folder, 'data')
  const log = join(folder, 'access.log')
  writeFileSync(log, '')
  let written = 0
  for (let round = 0; round < 4; round++) {
    const running = await up([log, '--data', data])
    const end = performance.now() + 700 + round * 150
    while (performance.now() < end) {
      appendFileSync(log, logLines(written, written + 200))
      written += 200
      await sleep(10)
    }
    await running.kill()
    appendFileSync(log, logLines(written, written + 100))
    written += 100
  }
  const running = await up([log, '--data', data])
  try {
    await until(async () => (await running.count()) >= written)
    await sleep(500)
    expect(await numbersIn(running)).toEqual({ rows: written, distinct: written })
  } finally {
    await running.kill()
  }
}, 120_000)

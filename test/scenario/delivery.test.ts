import { expect, test } from 'vitest'
import { BACKUP, createWorld, LAKE, settle, toIndex, toLake, type World } from './delivery-world.ts'

/**
 * Scripts that anyone can read. A line is a command; lines with `>` behind it are what it must print.
 *
 *   append 3 [a|bad|#] [from FILE]    three records a0 a1 a2 (names go on counting)
 *   tick 60s · crash · restart · stop
 *   fail put|append|transform|marks 2 times [status 503] [about a5]
 *   lake · errors · backup · index · delivered · health
 */
async function play(
  script: string,
  options: { lake?: Record<string, unknown>; index?: Record<string, unknown> },
) {
  const world = createWorld()
  world.room().start()
  if (options.lake) await world.call('CreateDeliveryStream', toLake(options.lake))
  if (options.index) await world.call('CreateDeliveryStream', toIndex(options.index))
  const commands = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('>'))
  const actual: string[] = []
  for (const command of commands) {
    actual.push(command, ...(await perform(world, command)).map((line) => `> ${line}`))
  }
  const expected = script
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  expect(actual.join('\n')).toBe(expected.join('\n'))
  return world
}

async function perform(world: World, command: string): Promise<string[]> {
  const [verb, ...words] = command.split(' ')
  const option = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined)
  switch (verb) {
    case 'append': {
      const kind = words[1] === undefined || words[1] === 'from' ? 'a' : words[1]
      const first = world.appended()
      const bodies = Array.from({ length: Number(words[0]) }, (_, at) => `${kind}${first + at}`)
      world.append(bodies, option('from') ? { source: option('from') } : {})
      await settle()
      return []
    }
    case 'tick':
      await world.tick(
        Number.parseInt(words[0], 10) *
          (words[0].endsWith('h') ? 3_600_000 : words[0].endsWith('m') ? 60_000 : 1000),
      )
      return []
    case 'crash':
      world.crash()
      return []
    case 'restart':
      await world.restart()
      return []
    case 'stop':
      await world.stop()
      return []
    case 'heal':
      world.heal()
      return []
    case 'trim':
      world.trim(Number(words[0]))
      return []
    case 'fail': {
      const status = option('status')
      const about = option('about')
      const error = () => Object.assign(new Error('it broke'), status ? { status: Number(status) } : {})
      world.fail({ port: words[0] as 'put', left: Number(words[1]), error, ...(about ? { about } : {}) })
      return []
    }
    case 'lake':
      return world.objects(LAKE).map(([key, lines]) => `${masked(key)}: ${lines.map(short).join(' ')}`)
    case 'backup':
      return world.objects(BACKUP).map(([key, lines]) => `${masked(key)}: ${lines.map(short).join(' ')}`)
    case 'index': {
      const names = [...new Set(world.rows.map(({ index }) => index))].sort()
      return names.map((name) => {
        const rows = world.rows.filter(({ index }) => index === name)
        return `${name}: ${rows.map(({ message }) => message).join(' ')}`
      })
    }
    case 'appends':
      return [world.appends.join(' ')]
    case 'delivered':
      return world.delivered.splice(0)
    case 'health': {
      const { state, lagRecords, lastError } = world.room().health()
      return [`${state}, ${lagRecords} behind${lastError ? `, last error: ${lastError.message}` : ''}`]
    }
    default:
      throw new Error(`Unknown command: ${command}`)
  }
}

const masked = (key: string) => key.replace(/00000000-0000-4000-8000-\d{12}/, 'UUID')

function short(line: string): string {
  const { message, rawData, errorCode, errorMessage, attemptsMade } = JSON.parse(line)
  if (message !== undefined) return message
  const body = Buffer.from(rawData, 'base64').toString().trimEnd()
  return `${body}(${errorCode}, ${attemptsMade} attempts, ${errorMessage})`
}

test('the lake: an object a minute, named by the hour its oldest record arrived in', async () => {
  await play(
    `
    append 2 from access.log
    tick 40s
    append 1 bad from access.log
    append 1 #
    tick 19s
    lake
    delivered
    health
    > ok, 4 behind
    tick 1s
    lake
    > 2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a0 a1 bad2
    delivered
    > to-lake access.log: 2 read, 2 rows, 0 unparsed, 0 failed
    > to-lake access.log: 1 read, 1 rows, 1 unparsed, 0 failed
    > to-lake -: 1 read, 0 rows, 0 unparsed, 0 failed
    health
    > ok, 0 behind
    append 1
    tick 60s
    lake
    > 2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a0 a1 bad2
    > 2026/11/20/13/to-lake-1-2026-11-20-13-01-00-UUID: a4
    `,
    { lake: {} },
  )
})

test('the lake: a stop delivers the open object; a crash only reads again', async () => {
  await play(
    `
    append 2
    crash
    restart
    lake
    tick 60s
    lake
    > 2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a0 a1
    append 2
    stop
    lake
    > 2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a0 a1
    > 2026/11/20/13/to-lake-1-2026-11-20-13-00-00-UUID: a2 a3
    restart
    append 1
    tick 60s
    stop
    lake
    > 2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a0 a1
    > 2026/11/20/13/to-lake-1-2026-11-20-13-00-00-UUID: a2 a3
    > 2026/11/20/13/to-lake-1-2026-11-20-13-01-00-UUID: a4
    `,
    { lake: {} },
  )
})

test('the lake: a bucket that fails is tried again for as long as it takes', async () => {
  await play(
    `
    fail put 12 times
    append 2
    tick 60s
    health
    > failing, 2 behind, last error: it broke
    append 1
    tick 5m
    lake
    > 2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a0 a1
    > 2026/11/20/13/to-lake-1-2026-11-20-13-01-59-UUID: a2
    health
    > ok, 0 behind, last error: it broke
    `,
    { lake: {} },
  )
})

test('the lake: a function that fails three times and again sends its records to the error output', async () => {
  await play(
    `
    fail transform 4 times about a1
    append 2
    append 1
    tick 61s
    lake
    > 2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a2
    > processing-failed/2026/11/20/12/to-lake-1-2026-11-20-13-00-00-UUID: a0(Lambda.FunctionError, 4 attempts, it broke) a1(Lambda.FunctionError, 4 attempts, it broke)
    delivered
    > to-lake -: 2 read, 0 rows, 0 unparsed, 2 failed
    > to-lake -: 1 read, 1 rows, 0 unparsed, 0 failed
    `,
    { lake: {} },
  )
})

test('the index: rows at once, by the day of their arrival', async () => {
  await play(
    `
    append 2
    index
    > web-logs-2026-11-20: a0 a1
    tick 12h
    append 2 bad from x.log
    index
    > web-logs-2026-11-20: a0 a1
    > web-logs-2026-11-21: bad2 bad3
    delivered
    > to-index -: 2 read, 2 rows, 0 unparsed, 0 failed
    > to-index x.log: 2 read, 2 rows, 2 unparsed, 0 failed
    `,
    { index: {} },
  )
})

test('the index: what arrives while an append is in flight goes into the next one', async () => {
  const world = createWorld()
  world.room().start()
  await world.call('CreateDeliveryStream', toIndex())
  for (let at = 0; at < 10; at++) world.append([`a${at}`])
  await settle()
  expect(world.rows.map(({ message }) => message)).toEqual(Array.from({ length: 10 }, (_, at) => `a${at}`))
  expect(world.appends.length).toBeLessThan(6)
  expect(world.rows[9].id).toBe('web-logs.0.9')
})

test('the index: buffering by age', async () => {
  await play(
    `
    append 2
    tick 59s
    append 1
    index
    tick 1s
    index
    > web-logs-2026-11-20: a0 a1 a2
    append 1
    stop
    index
    > web-logs-2026-11-20: a0 a1 a2 a3
    appends
    > 3 1
    `,
    { index: { BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 } } },
  )
})

test('the index: not there for hours, and nothing is given up', async () => {
  await play(
    `
    fail append 300 times
    append 2
    tick 1h
    health
    > failing, 2 behind, last error: it broke
    append 2
    heal
    tick 1m
    index
    > web-logs-2026-11-20: a0 a1 a2 a3
    backup
    health
    > ok, 0 behind, last error: it broke
    `,
    { index: {} },
  )
})

test("the index: its own refusal is retried for RetryOptions' duration, then goes to the error output", async () => {
  await play(
    `
    fail append 2 times status 503
    append 1
    tick 1s
    index
    > web-logs-2026-11-20: a0
    fail append 1000 times status 503
    append 2
    tick 3m
    heal
    append 1
    index
    > web-logs-2026-11-20: a0 a3
    delivered
    > to-index -: 1 read, 1 rows, 0 unparsed, 0 failed
    > to-index -: 2 read, 0 rows, 0 unparsed, 2 failed
    > to-index -: 1 read, 1 rows, 0 unparsed, 0 failed
    `,
    { index: { RetryOptions: { DurationInSeconds: 60 } } },
  )
})

test('the index: no retry when the duration is 0', async () => {
  await play(
    `
    fail append 2 times status 429
    append 2
    index
    backup
    > AmazonOpenSearchService-failed/2026/11/20/12/to-index-1-2026-11-20-12-59-00-UUID: a0(429, 1 attempts, it broke) a1(429, 1 attempts, it broke)
    append 1
    index
    > web-logs-2026-11-20: a2
    `,
    { index: { RetryOptions: { DurationInSeconds: 0 } } },
  )
})

test('the index: one poison record among many goes to the error output, the others are found', async () => {
  await play(
    `
    fail append 1000 times status 400 about a5
    append 9
    append 2
    index
    > web-logs-2026-11-20: a0 a1 a2 a3 a4 a6 a7 a8 a9 a10
    backup
    > AmazonOpenSearchService-failed/2026/11/20/12/to-index-1-2026-11-20-12-59-00-UUID: a5(400, 1 attempts, it broke)
    delivered
    > to-index -: 9 read, 8 rows, 0 unparsed, 1 failed
    > to-index -: 2 read, 2 rows, 0 unparsed, 0 failed
    health
    > ok, 0 behind, last error: it broke
    `,
    { index: {} },
  )
})

test('one delivery stream failing never delays another', async () => {
  await play(
    `
    fail put 1000 times
    append 3
    tick 10m
    append 1
    index
    > web-logs-2026-11-20: a0 a1 a2 a3
    lake
    health
    > failing, 4 behind, last error: it broke
    `,
    { lake: {}, index: {} },
  )
})

test('retention took records behind an unfinished object: the object that was put stays', async () => {
  const world = createWorld()
  world.room().start()
  await world.call('CreateDeliveryStream', toLake())
  world.append(['a0', 'a1'])
  await settle()
  // The power fails right after the object is put: mark (2 steps), put (2 steps).
  world.crashAt(4)
  await world.tick(60_000)
  expect(world.isAlive()).toBe(false)
  expect(world.objects(LAKE).length).toBe(1)
  world.trim(2)
  world.append(['a2'])
  await world.restart()
  await world.tick(60_000)
  expect(world.objects(LAKE).map(([, lines]) => lines.length)).toEqual([2, 1])
})

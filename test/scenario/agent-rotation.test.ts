import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, numbered, pause, until, type World } from './agent-world.ts'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())

const got = () => world.stream.texts().join('')
const sorted = (text: string) => text.split('\n').sort().join('\n')
const reaches = (text: string) =>
  until(() => got().length >= text.length, `${text.length} bytes, have ${got().length}`)

describe('a file that is written to', () => {
  it('is read from its beginning and followed', async () => {
    world.append('access.log', numbered('a', 0, 5))
    await world.agent([world.flow('access.log')]).start()
    await reaches(numbered('a', 0, 5))
    world.append('access.log', numbered('a', 5, 9))
    await reaches(numbered('a', 0, 9))
    expect(got()).toBe(numbered('a', 0, 9))
    expect(world.stream.records[0].source).toBe(world.path('access.log'))
  })

  it('is read from its end where that is wanted, the line being written whole', async () => {
    world.append('access.log', `${numbered('a', 0, 5)}half a li`)
    const agent = world.agent([world.flow('access.log', { from: 'end' })])
    await agent.start()
    await until(() => world.said.some((sentence) => sentence.includes('from now on')))
    world.append('access.log', 'ne\n')
    await until(() => got() !== '')
    expect(got()).toBe('half a line\n')
  })

  it('appears later, and that it is waited for is said', async () => {
    await world.agent([world.flow('access.log')]).start()
    await until(() => world.said.length > 0)
    expect(world.said).toEqual([`waiting for ${world.path('access.log')}: there is no such file yet`])
    world.append('access.log', numbered('a', 0, 3))
    await reaches(numbered('a', 0, 3))
    expect(got()).toBe(numbered('a', 0, 3))
  })

  it('never gives half a line', async () => {
    await world.agent([world.flow('access.log')]).start()
    for (const part of ['GET /a', ' HTTP', '/1.1\nGET ', '/b\n', '\0\xff\xfe binary\n']) {
      world.append('access.log', part)
      await pause(25)
    }
    await until(() => world.stream.records.length === 3)
    expect(world.stream.texts()).toEqual(['GET /a HTTP/1.1\n', 'GET /b\n', '\0\xff\xfe binary\n'])
  })

  it('has lines of up to 1 MiB; longer ones are cut and counted', async () => {
    const whole = `${'x'.repeat(1_048_575)}\n`
    const long = `${'y'.repeat(3_000_000)}\n`
    world.append('access.log', `${whole}${long}short\n`)
    const agent = world.agent([world.flow('access.log')])
    await agent.start()
    await until(() => world.stream.records.length === 3)
    expect(world.stream.texts()).toEqual([whole, `${'y'.repeat(1_048_575)}\n`, 'short\n'])
    expect(agent.status().flows[0].files[0].truncatedRecords).toBe(1)
  })

  it('is forbidden: said once, and read when it is allowed', async () => {
    world.append('access.log', numbered('a', 0, 3))
    const flow = world.flow('access.log')
    if (process.getuid?.() === 0) {
      // Root may read everything; a folder in the file's place is the same kind of trouble.
      renameSync(world.path('access.log'), world.path('aside'))
      mkdirSync(world.path('access.log'))
    } else chmodSync(world.path('access.log'), 0)
    const agent = world.agent([flow])
    await agent.start()
    await until(() => agent.health().state === 'failing')
    await pause(100)
    expect(
      world.said.filter(
        (sentence) => sentence.includes('access.log is not a file') || sentence.includes('may not read'),
      ),
    ).toHaveLength(1)
    if (process.getuid?.() === 0) {
      execFileSync('rmdir', [world.path('access.log')])
      renameSync(world.path('aside'), world.path('access.log'))
    } else chmodSync(world.path('access.log'), 0o644)
    await reaches(numbered('a', 0, 3))
    await until(() => agent.health().state === 'ok')
  })
})

describe.each(['access.log', 'access.log*'])('rotation, pattern %s', (pattern) => {
  it('by renaming, the writer going on in the old file for a while', async () => {
    world.append('access.log', numbered('a', 0, 50))
    await world.agent([world.flow(pattern)]).start()
    await reaches(numbered('a', 0, 50))
    renameSync(world.path('access.log'), world.path('access.log.1'))
    world.append('access.log.1', numbered('a', 50, 60))
    world.append('access.log', numbered('b', 0, 10))
    await pause(60)
    world.append('access.log.1', numbered('a', 60, 70))
    world.append('access.log', numbered('b', 10, 20))
    const all = numbered('a', 0, 70) + numbered('b', 0, 20)
    await reaches(all)
    await pause(300)
    expect(sorted(got())).toBe(sorted(all))
    expect(world.stream.texts().indexOf(numbered('a', 59, 60))).toBeLessThan(
      world.stream.texts().indexOf(numbered('b', 0, 1)),
    )
  })

  it('by copying and truncating', async () => {
    world.append('access.log', numbered('a', 0, 50))
    await world.agent([world.flow(pattern)]).start()
    await reaches(numbered('a', 0, 50))
    copyFileSync(world.path('access.log'), world.path('access.log.1'))
    truncateSync(world.path('access.log'))
    await until(() => world.said.some((sentence) => sentence.includes('truncated')))
    world.append('access.log', numbered('b', 0, 10))
    const all = numbered('a', 0, 50) + numbered('b', 0, 10)
    await reaches(all)
    await pause(300)
    expect(got()).toBe(all)
    expect(world.said.filter((sentence) => sentence.includes('truncated'))).toHaveLength(1)
  })

  it('by copying and truncating, lines unread at that moment come from the copy', async () => {
    world.append('access.log', numbered('a', 0, 50))
    await world.agent([world.flow(pattern)]).start()
    await reaches(numbered('a', 0, 50))
    // All of it between two looks at the file.
    world.append('access.log', numbered('a', 50, 80))
    copyFileSync(world.path('access.log'), world.path('access.log.1'))
    truncateSync(world.path('access.log'))
    world.append('access.log', numbered('b', 0, 10))
    const all = numbered('a', 0, 80) + numbered('b', 0, 10)
    await reaches(all)
    await pause(300)
    expect(sorted(got())).toBe(sorted(all))
  })

  it('by truncating, and growing beyond the old size between two looks', async () => {
    world.append('access.log', numbered('a', 0, 5))
    await world.agent([world.flow(pattern)]).start()
    await reaches(numbered('a', 0, 5))
    truncateSync(world.path('access.log'))
    world.append('access.log', numbered('b', 0, 50))
    await reaches(numbered('a', 0, 5) + numbered('b', 0, 50))
    expect(got()).toBe(numbered('a', 0, 5) + numbered('b', 0, 50))
  })

  it('with compression at once', async () => {
    world.append('access.log', numbered('a', 0, 50))
    await world.agent([world.flow(pattern)]).start()
    await reaches(numbered('a', 0, 50))
    renameSync(world.path('access.log'), world.path('access.log.1'))
    world.append('access.log', numbered('b', 0, 10))
    writeFileSync(world.path('access.log.1.gz'), gzipSync(readFileSync(world.path('access.log.1'))))
    unlinkSync(world.path('access.log.1'))
    const all = numbered('a', 0, 50) + numbered('b', 0, 10)
    await reaches(all)
    await pause(400)
    expect(got()).toBe(all)
  })

  it('by deleting and creating again', async () => {
    world.append('access.log', `${numbered('a', 0, 50)}last words`)
    await world.agent([world.flow(pattern)]).start()
    await reaches(numbered('a', 0, 50))
    unlinkSync(world.path('access.log'))
    await pause(30)
    world.append('access.log', numbered('b', 0, 10))
    const all = `${numbered('a', 0, 50)}last words\n${numbered('b', 0, 10)}`
    await reaches(all.slice(1))
    await pause(200)
    expect(world.stream.texts().filter((text) => text === 'last words')).toHaveLength(1)
    expect(sorted(got().replace('last words', 'last words\n'))).toBe(sorted(all))
  })

  it('while the agent is not running', async () => {
    world.append('access.log', numbered('a', 0, 50))
    const before = world.agent([world.flow(pattern)])
    await before.start()
    await reaches(numbered('a', 0, 50))
    await before.stop()
    world.append('access.log', numbered('a', 50, 60))
    renameSync(world.path('access.log'), world.path('access.log.1'))
    world.append('access.log', numbered('b', 0, 10))
    await world.agent([world.flow(pattern)]).start()
    const all = numbered('a', 0, 60) + numbered('b', 0, 10)
    await reaches(all)
    await pause(300)
    expect(got()).toBe(all)
  })
})

describe('more of the matrix', () => {
  it('compression while the agent is not running: what is missing comes from the .gz', async () => {
    world.append('access.log', numbered('a', 0, 50))
    const before = world.agent([world.flow('access.log*')])
    await before.start()
    await reaches(numbered('a', 0, 50))
    await before.stop()
    world.append('access.log', numbered('a', 50, 60))
    writeFileSync(world.path('access.log.1.gz'), gzipSync(readFileSync(world.path('access.log'))))
    unlinkSync(world.path('access.log'))
    world.append('access.log', numbered('b', 0, 10))
    const after = world.agent([world.flow('access.log*')])
    await after.start()
    const all = numbered('a', 0, 60) + numbered('b', 0, 10)
    await reaches(all)
    await after.stop()
    await world.agent([world.flow('access.log*')]).start()
    await pause(200)
    expect(sorted(got())).toBe(sorted(all))
  })

  it('a symbolic link that is switched', async () => {
    world.append('site-1.log', numbered('a', 0, 20))
    symlinkSync('site-1.log', world.path('current.log'))
    await world.agent([world.flow('current.log')]).start()
    await reaches(numbered('a', 0, 20))
    world.append('site-1.log', numbered('a', 20, 25))
    world.append('site-2.log', numbered('b', 0, 10))
    symlinkSync('site-2.log', world.path('next'))
    renameSync(world.path('next'), world.path('current.log'))
    const all = numbered('a', 0, 25) + numbered('b', 0, 10)
    await reaches(all)
    await pause(200)
    expect(got()).toBe(all)
  })

  it('a copy beside the file is not read', async () => {
    world.append('access.log', numbered('a', 0, 50))
    copyFileSync(world.path('access.log'), world.path('access.log.bak'))
    await world.agent([world.flow('access.log*')]).start()
    await reaches(numbered('a', 0, 50))
    copyFileSync(world.path('access.log'), world.path('access.log.old'))
    await pause(300)
    expect(got()).toBe(numbered('a', 0, 50))
  })

  it('two files with the same W3C head are two files; the head goes with every batch', async () => {
    const head =
      '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-uri-stem\n'
    world.append('u_ex1.log', head + numbered('a', 0, 30))
    world.append('u_ex2.log', head)
    await world.agent([world.flow('u_ex*.log')]).start()
    await pause(150)
    world.append('u_ex2.log', numbered('b', 0, 30))
    await until(() => got().includes(numbered('b', 29, 30)))
    await pause(100)
    const lines = world.stream.records.filter(({ text }) => !text.startsWith('#'))
    expect(
      lines
        .map(({ text }) => text)
        .sort()
        .join(''),
    ).toBe(
      sorted(numbered('a', 0, 30) + numbered('b', 0, 30))
        .slice(1)
        .replace(/$/, '\n'),
    )
    for (const { header } of lines) expect(header).toBe('#Fields: date time c-ip cs-uri-stem')
  })

  it.skipIf(!existsSync('/usr/sbin/logrotate'))(
    "Debian's logrotate: create, copytruncate, compress",
    async () => {
      for (const mode of [
        'create 0644 root root',
        'copytruncate',
        'compress\n  create',
        'compress\n  copytruncate',
      ]) {
        const inner = createWorld()
        try {
          inner.append('access.log', numbered('a', 0, 100))
          await inner.agent([inner.flow('access.log*')]).start()
          const text = () => inner.stream.texts().join('')
          let all = numbered('a', 0, 100)
          for (let round = 0; round < 3; round++) {
            await until(() => text().length >= all.length, `${mode}, round ${round}`)
            writeFileSync(
              inner.path('rotate.conf'),
              `"${inner.path('access.log')}" {\n  rotate 5\n  missingok\n  ${mode}\n}\n`,
              { mode: 0o644 },
            )
            chmodSync(inner.folder, 0o755)
            execFileSync('/usr/sbin/logrotate', ['-f', '-s', inner.path('state'), inner.path('rotate.conf')])
            inner.append('access.log', numbered(`r${round}`, 0, 40))
            all += numbered(`r${round}`, 0, 40)
          }
          await until(() => text().length >= all.length, mode)
          await pause(500)
          expect(sorted(text())).toBe(sorted(all))
        } finally {
          await inner.close()
        }
      }
    },
  )
})

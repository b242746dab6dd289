import { appendFile, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTrouble } from '../../../observe/trouble.ts'
import { openAccessLog } from './access-log.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookstore-log-'))
  file = join(folder, 'deep', 'access.log')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const openLog = (more: { rotateBytes?: number; keep?: number } = {}) =>
  openAccessLog({ file, rotateBytes: 0, keep: 2, trouble: createTrouble(() => 0), ...more })

test('makes the folder, appends and keeps what was there', async () => {
  const first = await openLog()
  first.write('one\n')
  await first.close()
  const second = await openLog()
  second.write('two\n')
  second.write('three\n')
  await second.close()
  expect(await readFile(file, 'utf8')).toBe('one\ntwo\nthree\n')
})

test('goes on in a new file after a rename, a removal and a copytruncate', async () => {
  const log = await openLog()
  log.write('one\n')
  await log.flush()
  await rename(file, `${file}.1`)
  log.write('two\n')
  await log.flush()
  expect(await readFile(`${file}.1`, 'utf8')).toBe('one\n')
  expect(await readFile(file, 'utf8')).toBe('two\n')
  await rm(file)
  log.write('three\n')
  await log.flush()
  expect(await readFile(file, 'utf8')).toBe('three\n')
  await truncate(file, 0)
  log.write('four\n')
  await log.close()
  expect(await readFile(file, 'utf8')).toBe('four\n')
})

test('rotates by itself at a size and keeps so many', async () => {
  const log = await openLog({ rotateBytes: 10 })
  for (const word of ['first', 'second', 'third', 'fourth']) {
    log.write(`${word} line\n`)
    await log.flush()
  }
  await appendFile(file, '')
  await log.close()
  expect((await readdir(join(folder, 'deep'))).sort()).toEqual(['access.log', 'access.log.1', 'access.log.2'])
  expect(await readFile(`${file}.1`, 'utf8')).toBe('fourth line\n')
  expect(await readFile(`${file}.2`, 'utf8')).toBe('third line\n')
})

test('lines wait while the path is blocked, health says so, and they are written when it is free again', async () => {
  const trouble = createTrouble(() => 0)
  const log = await openAccessLog({ file, rotateBytes: 0, keep: 2, trouble })
  await rm(join(folder, 'deep'), { recursive: true })
  await writeFile(join(folder, 'deep'), 'in the way')
  log.write('one\n')
  await expect(log.flush()).rejects.toThrow(`Can't write the bookstore's access log ${file}: E`)
  log.write('two\n')
  await expect(log.flush()).rejects.toThrow('EEXIST')
  expect(trouble.state().state).toBe('failing')
  await rm(join(folder, 'deep'))
  await log.close()
  expect(trouble.state().state).toBe('ok')
  expect(await readFile(file, 'utf8')).toBe('one\ntwo\n')
  expect(log.lost()).toBe(0)
})

test('a file that cannot be opened is named with the reason', async () => {
  file = join(folder, 'access.log')
  const log = await openLog()
  await log.close()
  file = join(file, 'access.log')
  await expect(openLog()).rejects.toThrow(`Can't write the bookstore's access log ${file}: `)
})

import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claimDataFolder, FolderInUse, readInstance } from './data-folder.ts'

const scratch = () => mkdtempSync(join(tmpdir(), 'tailrace-folder-'))

test('claims, announces, releases; a second claim is refused by process and address', () => {
  const path = join(scratch(), 'deep', 'data')
  const folder = claimDataFolder(path)
  folder.announce('http://127.0.0.1:5601')
  expect(statSync(join(path, 'instance.json')).mode & 0o777).toBe(0o600)
  expect(readInstance(path)).toMatchObject({
    pid: process.pid,
    consoleUrl: 'http://127.0.0.1:5601',
    token: folder.token,
  })
  expect(() => claimDataFolder(path)).toThrow(FolderInUse)
  expect(() => claimDataFolder(path)).toThrow(
    `process ${process.pid}, http://127.0.0.1:5601). Stop it, or choose`,
  )
  folder.release()
  expect(readInstance(path)).toBeUndefined()
  claimDataFolder(path).release()
})

test('a folder left behind by a killed process is free, even when its pid lives again', () => {
  const path = scratch()
  const leave = (instance: object) => writeFileSync(join(path, 'instance.json'), JSON.stringify(instance))
  leave({ pid: 2 ** 22 + 1, started: '1', token: 't' })
  claimDataFolder(path).release()
  leave({ pid: process.pid, started: '1', token: 't' })
  claimDataFolder(path).release()
  writeFileSync(join(path, 'instance.json'), '{half')
  claimDataFolder(path).release()
})

test('a file in the way gets a sentence', () => {
  const file = join(scratch(), 'data')
  writeFileSync(file, '')
  expect(() => claimDataFolder(file)).toThrow(
    `Can't use the data folder ${file}: something that is not a folder`,
  )
})

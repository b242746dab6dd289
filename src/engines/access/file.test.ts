import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createKeyFile } from './file.ts'

let folder = ''
let warnings: string[] = []
const keyFile = (...names: string[]) =>
  createKeyFile({
    path: join(folder, ...names, 'credentials.json'),
    onWarning: (said) => warnings.push(said),
  })
const key = (id: string) => ({
  accessKeyId: id.padEnd(20, 'A'),
  secretAccessKey: id.padEnd(40, '/'),
  created: '2026-11-20T00:00:00.000Z',
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-keys-'))
  warnings = []
})

test('keys are kept where their owner alone can read them, folders made included', async () => {
  const file = keyFile('data', 'here')
  expect(await file.read()).toBeUndefined()
  expect(await file.makeFirst([key('A')])).toEqual([key('A')])
  const path = join(folder, 'data', 'here')
  expect(statSync(join(path, 'credentials.json')).mode & 0o777).toBe(0o600)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(readdirSync(path)).toEqual(['credentials.json'])
  expect(await keyFile('data', 'here').read()).toEqual([key('A')])
  expect(warnings).toEqual([])
})

test('of many who make the first keys at once, all get the same ones', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, (_, at) => keyFile().makeFirst([key(`K${at}`)])))
  expect(new Set(made.map(([{ accessKeyId }]) => accessKeyId)).size).toBe(1)
  expect(await keyFile().read()).toEqual(made[0])
})

test('a file that others may read gets a warning that says what to do', async () => {
  const path = join(folder, 'credentials.json')
  await keyFile().makeFirst([key('A')])
  chmodSync(path, 0o644)
  expect(await keyFile().read()).toEqual([key('A')])
  expect(warnings).toEqual([
    `${path} holds secrets and is open to other users of this machine (mode 644). Close it: chmod 600 '${path}'`,
  ])
})

test('what is no file of keys is left alone and named, without what is in it', async () => {
  const path = join(folder, 'credentials.json')
  const contents = ['', 'secret', '{}', '{"keys":[]}', '{"keys":[{"accessKeyId":"secret"}]}', 'null', '[1]']
  for (const content of contents) {
    writeFileSync(path, content, { mode: 0o600 })
    const said = await keyFile()
      .read()
      .catch((error: Error) => error.message)
    expect(said).toContain(`${path} is not a file of access keys`)
    expect(said).not.toContain('secret')
    expect(readFileSync(path, 'utf8')).toBe(content)
  }
})

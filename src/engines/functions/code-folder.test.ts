import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CodeError } from '../../stages/functions/ports.ts'
import { openCodeFolder } from './code-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-code-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const zip = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))

test('a zip file is kept once, unpacked, executable, and removed', async () => {
  const code = await openCodeFolder(folder)
  const bytes = zip({ bootstrap: '#!/bin/sh', 'lib/': '', 'lib/deep/a.js': 'a' })
  const [first, second] = await Promise.all([code.keep(bytes), code.keep(bytes)])
  expect(second).toEqual(first)
  expect(first).toEqual({ sha256: code.sha256(bytes), bytes: bytes.length })
  const place = code.folder(first.sha256)
  expect(readFileSync(join(place, 'lib/deep/a.js'), 'utf8')).toBe('a')
  expect(statSync(join(place, 'bootstrap')).mode & 0o111).not.toBe(0)
  expect(readFileSync(code.file(first.sha256)).equals(Buffer.from(bytes))).toBe(true)
  expect(await code.list()).toEqual([first.sha256])
  await code.remove(first.sha256)
  await code.remove(first.sha256)
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['nothing', new Uint8Array(0), 'empty'],
  ['no files', zip({}), 'empty'],
  ['no zip', Buffer.from('PK\u0003\u0004 nonsense'), 'not-a-zip'],
  ['cut short', zip({ a: 'x'.repeat(1000) }).subarray(0, 60), 'not-a-zip'],
  ['a way out', zip({ 'a/../../x': 'x' }), 'unsafe-name'],
  ['an absolute path', zip({ '/tmp/x': 'x' }), 'unsafe-name'],
  ['backslashes', zip({ '..\\x': 'x' }), 'unsafe-name'],
  ['a file that is a folder', zip({ a: 'x', 'a/b': 'x' }), 'not-a-zip'],
])('%s is refused and leaves nothing', async (_, bytes, reason) => {
  const code = await openCodeFolder(folder)
  const error = await code.keep(bytes).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(CodeError)
  expect(error.reason).toBe(reason)
  expect(readdirSync(folder)).toEqual([])
})

test('what claims to be larger than Lambda takes is refused before it is unpacked', async () => {
  const code = await openCodeFolder(folder)
  const bytes = Buffer.from(zip({ a: 'x' }))
  // The size before compression, in the central directory.
  const entry = bytes.indexOf(Buffer.from('PK\u0001\u0002'))
  bytes.writeUInt32LE(300_000_000, entry + 24)
  await expect(code.keep(bytes)).rejects.toMatchObject({ reason: 'too-large' })
})

test('what a crash left half unpacked does not stand in the way', async () => {
  const code = await openCodeFolder(folder)
  const bytes = zip({ a: 'whole' })
  const place = code.folder(code.sha256(bytes))
  const { mkdirSync, writeFileSync } = await import('node:fs')
  mkdirSync(`${place}.new`)
  writeFileSync(join(`${place}.new`, 'a'), 'half')
  mkdirSync(place)
  await code.keep(bytes)
  expect(readFileSync(join(place, 'a'), 'utf8')).toBe('whole')
  expect(existsSync(`${place}.new`)).toBe(false)
})

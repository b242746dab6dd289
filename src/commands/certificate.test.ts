import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { tlsOf } from './certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'tailrace-tls-'))
afterAll(() => rmSync(folder, { recursive: true }))
const NOW = Date.now()
const ask = (options: Record<string, string | number>, now = NOW) =>
  tlsOf(folder, options, { workingFolder: folder, now: () => now })

test('without a port there is no TLS, and nothing to certify', async () => {
  expect(await ask({})).toBeUndefined()
  await expect(ask({ certificate: 'a' })).rejects.toThrow('--certificate and --key go with --port-aws-tls')
  await expect(ask({ 'port-aws-tls': 1, key: 'a' })).rejects.toThrow('go together')
})

test('a pair of our own is made once, its key for its owner alone, and serves', async () => {
  const first = await ask({ 'port-aws-tls': 4567 })
  expect(first?.port).toBe(4567)
  expect(statSync(join(folder, 'tls', 'key.pem')).mode & 0o777).toBe(0o600)
  expect(await ask({ 'port-aws-tls': 4567 })).toEqual(first)
  // A month before its end there is a new one.
  const later = await ask({ 'port-aws-tls': 4567 }, NOW + 800 * 86_400_000)
  expect(later?.certificate).not.toBe(first?.certificate)
  const server = createServer({ cert: first?.certificate, key: first?.key }, (socket) => socket.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: first?.certificate })
  await once(socket, 'secureConnect')
  expect(socket.authorized).toBe(true)
  socket.destroy()
  server.close()
})

test('a pair that is given must be one', async () => {
  const pair = await ask({ 'port-aws-tls': 1 })
  writeFileSync(join(folder, 'c.pem'), pair?.certificate ?? '')
  writeFileSync(join(folder, 'k.pem'), pair?.key ?? '')
  expect(await ask({ 'port-aws-tls': 1, certificate: 'c.pem', key: 'k.pem' })).toEqual(pair)
  await expect(ask({ 'port-aws-tls': 1, certificate: 'c.pem', key: 'c.pem' })).rejects.toThrow(
    "can't be used for TLS",
  )
  await expect(ask({ 'port-aws-tls': 1, certificate: 'none', key: 'c.pem' })).rejects.toThrow('ENOENT')
})

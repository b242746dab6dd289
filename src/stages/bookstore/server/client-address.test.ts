import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

test.each([
  ['127.0.0.1', '84.156.7.9', '84.156.7.9'],
  ['::1', '2003:e1:1::5', '2003:e1:1::5'],
  ['::ffff:127.0.0.1', '84.156.7.9', '84.156.7.9'],
  ['127.0.0.1', '1.2.3.4, 84.156.7.9', '84.156.7.9'],
  ['127.0.0.1', '84.156.7.9, 127.0.0.1', '84.156.7.9'],
  ['127.0.0.1', 'nonsense', '127.0.0.1'],
  ['127.0.0.1', '84.156.7.9" evil', '127.0.0.1'],
  ['127.0.0.1', '84.156.7.9, evil', '127.0.0.1'],
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['10.0.0.8', '84.156.7.9', '10.0.0.8'],
  ['::ffff:10.0.0.8', '84.156.7.9', '10.0.0.8'],
  [undefined, undefined, 'unknown'],
])('peer %s with X-Forwarded-For %s is %s', (peer, forwarded, client) => {
  expect(clientAddress(peer, forwarded)).toBe(client)
})

test("this machine is trusted by whatever address of its own it comes from, its neighbour isn't", () => {
  expect(clientAddress('10.0.0.8', '84.156.7.9', '10.0.0.8')).toBe('84.156.7.9')
  expect(clientAddress('::ffff:10.0.0.8', '84.156.7.9', '::ffff:10.0.0.8')).toBe('84.156.7.9')
  expect(clientAddress('10.0.0.9', '84.156.7.9', '10.0.0.8')).toBe('10.0.0.9')
  expect(clientAddress(undefined, '84.156.7.9', undefined)).toBe('unknown')
})

import { expect, test } from 'vitest'
import { escapeLog, type LogEntry, logLine, timeLocal } from './line.ts'

const entry: LogEntry = {
  address: '84.156.7.9',
  user: '',
  at: Date.UTC(2026, 10, 20, 13, 46, 41),
  request: 'GET /search?q=mill HTTP/1.1',
  status: 200,
  bytes: 2326,
  referer: '',
  agent: 'Mozilla/5.0',
  seconds: 0.0123,
}

test('writes Combined with the request time at the end', () => {
  expect(logLine(entry, 0)).toBe(
    '84.156.7.9 - - [20/Nov/2026:13:46:41 +0000] "GET /search?q=mill HTTP/1.1" 200 2326 "-" "Mozilla/5.0" 0.012\n',
  )
  const full = {
    ...entry,
    user: 'ada@weir.example',
    referer: 'https://a/"b',
    status: 401,
    bytes: 0,
    seconds: 2,
  }
  expect(logLine(full, 330)).toBe(
    '84.156.7.9 - ada@weir.example [20/Nov/2026:19:16:41 +0530] "GET /search?q=mill HTTP/1.1" 401 0 "https://a/\\x22b" "Mozilla/5.0" 2.000\n',
  )
})

test('times have the zone of the place', () => {
  expect(timeLocal(Date.UTC(2026, 0, 1, 2), -210)).toBe('31/Dec/2025:22:30:00 -0330')
  expect(timeLocal(0, 0)).toBe('01/Jan/1970:00:00:00 +0000')
})

test.each([
  ['plain ~ text!', 'plain ~ text!'],
  ['a"b', 'a\\x22b'],
  ['a\\b', 'a\\x5Cb'],
  ['a\r\nb\t', 'a\\x0D\\x0Ab\\x09'],
  ['\x16\x03\x7f\x00', '\\x16\\x03\\x7F\\x00'],
  ['é', '\\xE9'],
  ['日é', '\\xE6\\x97\\xA5\\xC3\\xA9'],
])('escapes %j as nginx does', (text, escaped) => {
  expect(escapeLog(text)).toBe(escaped)
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePorts, logLine, run, scratch, until } from './program.ts'

test('check shows lines field by field, the format, and where and why a line does not fit', async () => {
  const log = join(scratch(), 'access.log')
  writeFileSync(
    log,
    `${logLine(1)}${logLine(2)}203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" abc 12\n`,
  )
  const { status, output } = await run(['check', log, '--lines', '1']).ended
  expect(status).toBe(1)
  expect(output).toContain('line 1: ')
  expect(output).toMatch(/host +203\.0\.113\.1\n/)
  expect(output).toMatch(/browser +Firefox\n/)
  expect(output).not.toContain('line 2: ')
  expect(output).toMatch(/line 3: does not match\n.*\n *\^ column 63: expected/)
  expect(output).toContain('3 lines: 2 match, 1 do not, 0 are headers or blank.')
})

test('check takes a pasted format, standard input, and a terminal is safe from the log', async () => {
  const format = '$remote_addr [$time_local] "$request" $status $request_time'
  const input = '192.0.2.1 [20/Nov/2026:10:00:00 +0000] "GET /\x1b[31m HTTP/1.1" 200 0.125\n'
  const { status, output } = await run(['check', '-', '--format', format], { input }).ended
  expect(status).toBe(0)
  expect(output).toMatch(/request_time +0\.125\n/)
  expect(output).toContain('\\x1b[31m')
  expect(output).not.toContain('\x1b')
  const missing = await run(['check', 'no-such.log']).ended
  expect([missing.status, missing.output]).toEqual([1, expect.stringContaining('there is no such file')])
})

test('bookstore serves its site and writes an access log that check reads', async () => {
  const log = join(scratch(), 'access.log')
  const [port] = await freePorts(1)
  const { child, ended, output } = run(['bookstore', '--port', String(port), '--log', log, '--rate', '40'])
  await until(() => output().includes('The bookstore is open'))
  const page = await fetch(`http://127.0.0.1:${port}/search?q=history`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<html')
  await until(() => readFileSync(log, 'utf8').split('\n').length > 20)
  child.kill('SIGINT')
  expect((await ended).status).toBe(0)
  const checked = await run(['check', log]).ended
  expect(checked.output).toContain('combined_time')
  expect(checked.status).toBe(0)
})

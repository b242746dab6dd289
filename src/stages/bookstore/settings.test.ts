import { expect, test } from 'vitest'
import { silentLog } from '../../observe/log.ts'
import { withDefaults } from './settings.ts'

const base = { logFile: '/tmp/access.log', log: silentLog }

test('fills in what was left out, undefined included', () => {
  const settings = withDefaults({ ...base, rate: undefined, port: 0 })
  expect(settings).toMatchObject({ host: '127.0.0.1', port: 0, rate: 15, seed: 1, backfillHours: 0, keep: 5 })
})

test.each([
  [{ rate: -1 }, "The bookstore's rate is -1, but must be from 0 to 20000."],
  [{ rate: Number.NaN }, "The bookstore's rate is NaN, but must be from 0 to 20000."],
  [{ visitors: 0 }, "The bookstore's visitors is 0, but must be from 1 to 100000."],
  [{ visitors: 1.5 }, "The bookstore's visitors is 1.5, but must be a whole number."],
  [{ port: 70_000 }, "The bookstore's port is 70000, but must be from 0 to 65535."],
  [
    { visit: 'nowhere' },
    "Visitors can't be sent to 'nowhere': it must be an address such as http://127.0.0.1:8081.",
  ],
])('refuses %j', (more, sentence) => {
  expect(() => withDefaults({ ...base, ...more })).toThrow(sentence)
})

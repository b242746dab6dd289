import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { explainFailure } from './failure.ts'

const path = tmpdir()

test('a full disk is named with the folder and what to do', async () => {
  const full = Object.assign(new Error('No space left on device'), { code: 28 })
  const hidden = Promise.reject(full)
  const commit = Object.assign(new Error('Commit failed (see commitError for details)'), {
    commitError: hidden,
  })
  const { message, cause } = await explainFailure(commit, path)
  expect(message).toBe(
    `No room left in the data folder ${path} (No space left on device). Nothing of this write was kept. ` +
      'Free space on its disk or shorten the retention period.',
  )
  expect(cause).toBe(full)
})

test('a folder without rights is named', async () => {
  const denied = Object.assign(new Error('permission denied'), { code: 'EACCES' })
  expect((await explainFailure(denied, path)).message).toContain(`Can't write in the data folder ${path}`)
})

test('anything else keeps its reason', async () => {
  expect((await explainFailure('odd', path)).message).toContain(
    `in ${path} could not be written or opened: odd`,
  )
})

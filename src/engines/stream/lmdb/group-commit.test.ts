import { expect, test } from 'vitest'
import { createGroupCommit, type Write } from './group-commit.ts'
import type { Store } from './store.ts'

/** A store whose commits end when the test says so. */
function heldStore() {
  const commits: { end(failure?: Error): void }[] = []
  const store = {
    commit(write: () => void) {
      write()
      return new Promise<void>((resolve, reject) => {
        commits.push({ end: (failure) => (failure ? reject(failure) : resolve()) })
      })
    },
  } as Store
  return { store, commits }
}

const nothing = (): Write => ({ bytes: 0, put() {} })
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('callers of one turn share a commit; those who come meanwhile share the next', async () => {
  const { store, commits } = heldStore()
  const events: string[] = []
  const group = createGroupCommit(store, nothing)
  const add = (name: string) =>
    group
      .add({
        bytes: 1,
        put: () => void events.push(`put ${name}`),
        settle: () => void events.push(`settle ${name}`),
      })
      .then(() => events.push(`done ${name}`))
  const first = [add('a'), add('b')]
  await turn()
  const second = [add('c'), add('d')]
  await turn()
  expect(events).toEqual(['put a', 'put b'])
  commits[0].end()
  await Promise.all(first)
  await turn()
  expect(events.filter((event) => !event.startsWith('done'))).toEqual([
    'put a',
    'put b',
    'settle a',
    'settle b',
    'put c',
    'put d',
  ])
  expect(events).toContain('done a')
  expect(events).not.toContain('done c')
  commits[1].end()
  await Promise.all(second)
  expect(commits).toHaveLength(2)
})

test('a failed commit fails all of its group and none of the next', async () => {
  const { store, commits } = heldStore()
  const group = createGroupCommit(store, nothing)
  const seen: (Error | undefined)[] = []
  const write = { bytes: 1, put() {}, settle: (failure?: Error) => void seen.push(failure) }
  const [a, b] = [group.add(write), group.add(write)]
  await turn()
  const next = group.add(write)
  const failure = new Error('disk')
  commits[0].end(failure)
  await expect(a).rejects.toBe(failure)
  await expect(b).rejects.toBe(failure)
  await turn()
  commits[1].end()
  await next
  expect(seen).toEqual([failure, failure, undefined])
})

test('a group is bounded in bytes', async () => {
  const { store, commits } = heldStore()
  const group = createGroupCommit(store, nothing)
  let put = 0
  const writes = Array.from({ length: 3 }, () => group.add({ bytes: 10 * 2 ** 20, put: () => void put++ }))
  await turn()
  expect(put).toBe(2)
  commits[0].end()
  await turn()
  commits[1].end()
  await Promise.all(writes)
  expect(put).toBe(3)
})

test('what joins is part of every commit, and hears how it ended', async () => {
  const { store, commits } = heldStore()
  const heard: unknown[] = []
  const group = createGroupCommit(store, () => ({
    bytes: 0,
    put: () => void heard.push('put'),
    settle: (failure) => void heard.push(failure?.message ?? 'kept'),
  }))
  const first = group.add(nothing())
  await turn()
  commits[0].end(new Error('disk'))
  await expect(first).rejects.toThrow('disk')
  const second = group.add(nothing())
  await turn()
  commits[1].end()
  await second
  expect(heard).toEqual(['put', 'disk', 'put', 'kept'])
})

test('closing waits for what is under way and takes nothing more', async () => {
  const { store, commits } = heldStore()
  const group = createGroupCommit(store, nothing)
  const first = group.add(nothing())
  let closed = false
  const closing = group.close().then(() => {
    closed = true
  })
  await expect(group.add(nothing())).rejects.toThrow('closed')
  await turn()
  expect(closed).toBe(false)
  commits[0].end()
  await Promise.all([first, closing])
})

import { expect, it } from 'vitest'
import { createGate } from './gate.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('lets so many through, in order; who gives up leaves the queue', async () => {
  const gate = createGate(2)
  const order: string[] = []
  const finish: (() => void)[] = []
  const pass = (name: string, signal = new AbortController().signal) =>
    gate.pass(() => {
      order.push(name)
      return new Promise<void>((resolve) => finish.push(resolve))
    }, signal)
  const giveUp = new AbortController()
  const all = [pass('a'), pass('b'), pass('c', giveUp.signal), pass('d')]
  await turn()
  expect([order, gate.busy]).toEqual([['a', 'b'], 2])
  giveUp.abort(new Error('stopped'))
  await expect(all[2]).rejects.toThrow('stopped')
  finish.shift()?.()
  await turn()
  expect(order).toEqual(['a', 'b', 'd'])
  for (const each of finish) each()
  await Promise.all([all[0], all[1], all[3]])
  expect(gate.busy).toBe(0)
})

it('a failure gives its place back', async () => {
  const gate = createGate(1)
  const { signal } = new AbortController()
  await expect(gate.pass(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
  expect(await gate.pass(async () => 1, signal)).toBe(1)
  await expect(gate.pass(async () => 1, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
})

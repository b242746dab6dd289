import { expect, test } from 'vitest'
import { acknowledge, cursorAt, lend, moveTo, reject, skipTo } from './cursor.ts'

test('the position moves over what is acked without a gap', () => {
  const cursor = cursorAt(0, 0)
  const [a, b, c] = [lend(cursor, 10, 100), lend(cursor, 20, 200), lend(cursor, 30, 300)]
  expect(acknowledge(cursor, b)).toBe(false)
  expect(cursor.acked).toBe(0)
  expect(acknowledge(cursor, a)).toBe(true)
  expect(cursor.acked).toBe(20)
  acknowledge(cursor, c)
  expect(cursor).toEqual({ next: 30, nextBefore: 300, acked: 30, loans: [] })
})

test('a second ack of the same loan changes nothing', () => {
  const cursor = cursorAt(0, 0)
  const a = lend(cursor, 10, 100)
  acknowledge(cursor, a)
  expect(acknowledge(cursor, a)).toBe(false)
  reject(cursor, a)
  expect(cursor).toEqual({ next: 10, nextBefore: 100, acked: 10, loans: [] })
})

test('a rejected loan and those after it are lent again; those before it are not', () => {
  const cursor = cursorAt(0, 0)
  const [a, b, c] = [lend(cursor, 10, 100), lend(cursor, 20, 200), lend(cursor, 30, 300)]
  acknowledge(cursor, c)
  reject(cursor, b)
  expect(cursor).toMatchObject({ next: 10, nextBefore: 100, acked: 0, loans: [a] })
  expect(acknowledge(cursor, c)).toBe(false)
  acknowledge(cursor, a)
  expect(cursor.acked).toBe(10)
})

test('a skip waits for the loans before it', () => {
  const cursor = cursorAt(0, 0)
  const a = lend(cursor, 10, 100)
  expect(skipTo(cursor, 50, 500)).toBe(false)
  expect(cursor).toMatchObject({ next: 50, acked: 0 })
  acknowledge(cursor, a)
  expect(cursor.acked).toBe(50)
})

test('moving revokes everything on loan', () => {
  const cursor = cursorAt(0, 0)
  const a = lend(cursor, 10, 100)
  moveTo(cursor, 5, 50)
  expect(acknowledge(cursor, a)).toBe(false)
  expect(cursor).toEqual({ next: 5, nextBefore: 50, acked: 5, loans: [] })
})

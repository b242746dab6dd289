import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-lambda'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect, test } from 'vitest'
import type { Member, Members } from '../../src/record/index.ts'
import { refusedOperations } from '../../src/stages/functions/refused.ts'
import { lambdaService } from '../../src/stages/functions/service.ts'

/** The page and the tables of constraints, against the code and the official SDK. */

const { operations } = lambdaService({} as never)
const page = readFileSync(new URL('../../docs/lambda.md', import.meta.url), 'utf8')

/** Rows of the first table below a heading, by their first cell. */
function tableBelow(heading: string): Map<string, string> {
  const lines = page.slice(page.indexOf(`## ${heading}\n`)).split('\n')
  const first = lines.findIndex((line) => line.startsWith('|---'))
  const rows = lines.slice(first + 1)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return new Map(
    rows.slice(0, end).map((line) => {
      const [, name, text] = line.split('|').map((cell) => cell.trim())
      return [name, text]
    }),
  )
}

function refused(members: Members, path: readonly string[] = []): string[] {
  return Object.entries(members).flatMap(([name, member]) => {
    const here = [...path, name]
    if (member.refused) return [here.join('.')]
    return refused(member.members ?? member.element?.members ?? {}, here)
  })
}

const known = Object.keys(sdk)
  .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
  .filter((name) => name !== '$')
const served = Object.keys(operations).filter((name) => !(name in refusedOperations))

test("the page's table of operations is the code's, and the SDK's", () => {
  const stated = tableBelow('Operations')
  expect([...stated.keys()].sort()).toEqual(known.sort())
  expect(Object.keys(operations).sort()).toEqual(known.sort())
  for (const [name, state] of stated) {
    expect(state, name).toMatch(name in refusedOperations ? /^refused: / : /^(complete$|partial: )/)
  }
  for (const name of served) {
    if (refused(operations[name].members).length > 0) expect(stated.get(name), name).toMatch(/^partial: /)
  }
})

test('what is refused says why, on the page as in the answer', () => {
  const stated = tableBelow('Operations')
  for (const [name, why] of Object.entries(refusedOperations)) {
    expect(stated.get(name)).toBe(`refused: ${why.replace(/\.$/, '')}`)
  }
})

/** Of refused structures the inside is not ours to list. */
function drawn(members: Members, path = ''): string[] {
  return Object.entries(members).flatMap(([name, member]) => drawnMember(member, `${path}/${name}`))
}

function drawnMember({ type, members, element, refused }: Member, path: string): string[] {
  if (refused) return [`${path} refused`]
  if (type === 'structure') return [path, ...drawn(members ?? {}, path)]
  if (element) return [`${path} ${type}`, ...drawnMember(element, path)]
  return [`${path} ${type}`]
}

function drawnSchema(schema: NormalizedSchema, without: ReadonlySet<string>, path = ''): string[] {
  return [...schema.structIterator()].flatMap(([name, member]) => {
    const here = `${path}/${name}`
    return without.has(here) ? [`${here} refused`] : drawnSlot(member, without, here)
  })
}

function drawnSlot(schema: NormalizedSchema, without: ReadonlySet<string>, path: string): string[] {
  if (schema.isStructSchema()) return [path, ...drawnSchema(schema, without, path)]
  if (schema.isListSchema()) return [`${path} list`, ...drawnSlot(schema.getValueSchema(), without, path)]
  if (schema.isMapSchema()) return [`${path} map`, ...drawnSlot(schema.getValueSchema(), without, path)]
  if (schema.isBlobSchema()) return [`${path} blob`]
  if (schema.isTimestampSchema()) return [`${path} timestamp`]
  if (schema.isBooleanSchema()) return [`${path} boolean`]
  if (schema.isNumericSchema()) return [`${path} number`]
  return [`${path} string`]
}

test.each(served)('%s has the members that the SDK knows, of the same kinds', (name) => {
  const operation = (sdk as unknown as Record<string, readonly unknown[]>)[`${name}$`]
  const { members } = operations[name]
  const without = new Set(refused(members).map((path) => `/${path.replaceAll('.', '/')}`))
  const ours = drawn(members).map((line) => line.replace(/ integer$/, ' number'))
  const input = NormalizedSchema.of((operation[4] as () => never)())
  expect(ours.sort()).toEqual(drawnSchema(input, without).sort())
})

test('every pattern that is used is one', () => {
  const patterns: string[] = []
  const walk = (member: Member) => {
    if (member.refused) return
    if (member.pattern) patterns.push(member.pattern)
    for (const each of Object.values(member.members ?? {})) walk(each)
    for (const each of [member.element, member.key]) if (each) walk(each)
  }
  for (const name of served) for (const member of Object.values(operations[name].members)) walk(member)
  for (const pattern of patterns) expect(() => new RegExp(`^(?:${pattern})$`, 'su')).not.toThrow()
  expect(patterns.length).toBeGreaterThan(50)
})

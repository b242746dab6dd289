import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-cloudwatch'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect, test } from 'vitest'
import type { Member, Members } from '../../src/record/index.ts'
import { refusedOperations } from '../../src/stages/metrics/refused.ts'
import { cloudWatchService } from '../../src/stages/metrics/service.ts'

/** The page and the tables of parameters, against the code and the official SDK. */

const { operations } = cloudWatchService({} as never)
const page = readFileSync(new URL('../../docs/cloudwatch.md', import.meta.url), 'utf8')
const SERVED = ['PutMetricData', 'ListMetrics', 'GetMetricStatistics', 'GetMetricData']

test("the page's table of operations is the code's, and the SDK's", () => {
  const rows = page.slice(page.indexOf('## Operations')).matchAll(/^\| (\w+) \| (.*) \|$/gm)
  const stated = new Map(
    [...rows].flatMap(([, name, state]) => (name === 'Operation' ? [] : [[name, state]])),
  )
  const known = Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
  expect(Object.keys(operations).sort()).toEqual(known.sort())
  expect([...stated.keys()].filter((name) => known.includes(name)).sort()).toEqual(known)
  for (const [name, why] of Object.entries(refusedOperations))
    expect(stated.get(name)).toBe(`refused: ${why}`)
  for (const name of SERVED) expect(stated.get(name)).toMatch(/^(complete$|partial: )/)
})

/** Paths and kinds of members; what is refused whole is not looked into. */
function drawn(members: Members, path = ''): string[] {
  return Object.entries(members).flatMap(([name, member]) => drawnMember(member, `${path}/${name}`))
}

function drawnMember({ type, members, element }: Member, path: string): string[] {
  if (type === 'structure') return [path, ...drawn(members ?? {}, path)]
  if (element) return [`${path} ${type}`, ...drawnMember(element, path)]
  return [`${path} ${type === 'integer' ? 'number' : type}`]
}

function drawnSchema(schema: NormalizedSchema, path = ''): string[] {
  return [...schema.structIterator()].flatMap(([name, member]) => drawnSlot(member, `${path}/${name}`))
}

function drawnSlot(schema: NormalizedSchema, path: string): string[] {
  if (path === '/EntityMetricData') return [`${path} list`]
  if (schema.isStructSchema()) return [path, ...drawnSchema(schema, path)]
  if (schema.isListSchema()) return [`${path} list`, ...drawnSlot(schema.getValueSchema(), path)]
  if (schema.isTimestampSchema()) return [`${path} timestamp`]
  if (schema.isBooleanSchema()) return [`${path} boolean`]
  return [`${path} ${schema.isNumericSchema() ? 'number' : 'string'}`]
}

test.each(SERVED)('%s has the members that the SDK knows, of the same kinds', (name) => {
  const schema = (sdk as unknown as Record<string, never>)[`${name}Input$`]
  const known = drawnSchema(NormalizedSchema.of(schema))
  expect(drawn(operations[name].members).sort()).toEqual(known.sort())
})

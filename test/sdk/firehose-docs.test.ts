import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-firehose'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect, test } from 'vitest'
import { batchOf, type Member, type Members } from '../../src/record/index.ts'
import {
  conversionDocument,
  errorDocument,
  indexingFailed,
  processingFailed,
} from '../../src/stages/delivery/core/error-document.ts'
import { firehoseService } from '../../src/stages/delivery/service.ts'

/** The page and the tables of constraints, against the code and the official SDK. */

const { operations } = firehoseService({} as never, {} as never)
const page = readFileSync(new URL('../../docs/firehose.md', import.meta.url), 'utf8')

/** Rows of the first table below a heading, by their first cell. */
function tableBelow(heading: string): Map<string, string> {
  const lines = page.slice(page.indexOf(`## ${heading}\n`)).split('\n')
  const first = lines.findIndex((line) => line.startsWith('|---'))
  const rows = lines.slice(first + 1)
  return new Map(
    rows
      .slice(
        0,
        rows.findIndex((line) => !line.startsWith('|')),
      )
      .map((line) => {
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

test("the page's table of operations is the code's, and the SDK's", () => {
  const stated = tableBelow('Operations')
  const known = Object.keys(sdk)
    .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
    .filter((name) => name !== '$')
  expect([...stated.keys()].sort()).toEqual(known.sort())
  expect(Object.keys(operations).sort()).toEqual(known.sort())
  for (const state of stated.values()) expect(state).toMatch(/^(complete$|partial: )/)
  const isPartial = (name: string) => stated.get(name)?.startsWith('partial')
  for (const [name, { members }] of Object.entries(operations)) {
    if (refused(members).length > 0) expect(isPartial(name), name).toBe(true)
  }
})

test("the page's table of refused members is the code's", () => {
  const stated = [...tableBelow('What CreateDeliveryStream refuses').keys()]
  expect(stated.sort()).toEqual(refused(operations.CreateDeliveryStream.members).sort())
})

/** Names and kinds of all members, deep; lists and maps as their elements. */
function drawn(members: Members, path = ''): string[] {
  return Object.entries(members).flatMap(([name, member]) => drawnMember(member, `${path}/${name}`))
}

function drawnMember({ type, members, element }: Member, path: string): string[] {
  if (type === 'structure') return [path, ...drawn(members ?? {}, path)]
  if (element) return [`${path} ${type}`, ...drawnMember(element, path)]
  return [`${path} ${type}`]
}

function drawnSchema(schema: NormalizedSchema, path = ''): string[] {
  return [...schema.structIterator()].flatMap(([name, member]) => drawnSlot(member, `${path}/${name}`))
}

function drawnSlot(schema: NormalizedSchema, path: string): string[] {
  if (schema.isStructSchema()) return [path, ...drawnSchema(schema, path)]
  if (schema.isListSchema()) return [`${path} list`, ...drawnSlot(schema.getValueSchema(), path)]
  if (schema.isMapSchema()) return [`${path} map`, ...drawnSlot(schema.getValueSchema(), path)]
  if (schema.isBlobSchema()) return [`${path} blob`]
  if (schema.isTimestampSchema()) return [`${path} timestamp`]
  if (schema.isBooleanSchema()) return [`${path} boolean`]
  if (schema.isNumericSchema()) return [`${path} number`]
  return [`${path} string`]
}

test.each(Object.keys(operations))('%s has the members that the SDK knows, of the same kinds', (name) => {
  const schemas = sdk as unknown as Record<string, never>
  const known = drawnSchema(NormalizedSchema.of(schemas[`${name}Input$`]))
  const ours = drawn(operations[name].members).map((line) => line.replace(/ integer$/, ' number'))
  expect(ours.sort()).toEqual(known.sort())
})

/** Those of refused members are AWS's as well, but some are Java's alone and have to be written anew when served. */
test('every pattern that is used is one', () => {
  const patterns: string[] = []
  const walk = (member: Member) => {
    if (member.refused) return
    if (member.pattern) patterns.push(member.pattern)
    for (const each of Object.values(member.members ?? {})) walk(each)
    for (const each of [member.element, member.key]) if (each) walk(each)
  }
  for (const { members } of Object.values(operations))
    for (const member of Object.values(members)) walk(member)
  for (const pattern of patterns) expect(() => new RegExp(`^(?:${pattern})$`, 'su')).not.toThrow()
  expect(patterns.length).toBeGreaterThan(50)
})

test("the page's table of error documents is what they hold", () => {
  const stated = tableBelow('Error output, and sending it again')
  const batch = batchOf(['x'], { now: 1 })
  const failure = { attemptsMade: 1, errorCode: 'c', errorMessage: 'm', attemptEndingTimestamp: 2 }
  const record = { body: Buffer.from('x'), arrived: 1, failure }
  const documents: Record<string, Uint8Array> = {
    'processing-failed': processingFailed(batch, failure, 'arn'),
    'dynamic-partitioning-failed': errorDocument(record),
    'format-conversion-failed': conversionDocument(record, { number: '1', sub: 0 }),
    'AmazonOpenSearchService-failed': indexingFailed(batch, failure, 'i', () => '1'),
    'http-endpoint-failed': errorDocument(record, { subsequenceNumber: 0, dataId: '1.0' }),
    'splunk-failed': errorDocument(record, { EventId: '1.0' }),
  }
  const held = Object.entries(documents).map(([folder, bytes]) => [
    folder,
    Object.keys(JSON.parse(Buffer.from(bytes).toString())).join(', '),
  ])
  expect([...stated]).toEqual(held)
})

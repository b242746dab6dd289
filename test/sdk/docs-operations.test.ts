import { readFileSync } from 'node:fs'
import * as kinesis from '@aws-sdk/client-kinesis'
import * as s3 from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusedOperations } from '../../src/stages/lake/refused.ts'
import { s3Service } from '../../src/stages/lake/service.ts'
import { createKinesisService } from '../../src/stages/stream/service.ts'

// The pages' tables of operations, against the code and the official SDK.

/** Operation to state, as a page's last table says. */
function statedOn(page: string): Map<string, string> {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')
  const rows = text.slice(text.indexOf('## Operations')).matchAll(/^\| ([A-Z]\w+) \| (.*) \|$/gm)
  return new Map([...rows].flatMap(([, name, state]) => (name === 'Operation' ? [] : [[name, state]])))
}

const commandsOf = (sdk: object) => Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])

const caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }

test('docs/kinesis.md', async () => {
  const { operations } = createKinesisService({
    engine: { list: () => [], marks: { read: () => '' } },
  } as never)
  const stated = statedOn('kinesis')
  expect([...stated.keys()].sort()).toEqual(commandsOf(kinesis).sort())
  expect(Object.keys(operations).sort()).toEqual(commandsOf(kinesis).sort())
  for (const [name, state] of stated) {
    const { run } = operations[name]
    const refusal = await Promise.resolve()
      .then(() => run({}, caller, new AbortController().signal))
      .catch((error: Error) => error.message)
    if (state.startsWith('refused: ')) expect(refusal).toMatch(/channels/)
    else expect(state).toMatch(/^(complete$|partial: .)/)
    if (!state.startsWith('refused: ')) expect(String(refusal)).not.toMatch(/channels/)
  }
})

test('docs/s3.md', () => {
  const { operations } = s3Service({} as never)
  const stated = statedOn('s3')
  expect([...stated.keys()].sort()).toEqual(commandsOf(s3).sort())
  expect(Object.keys(operations).sort()).toEqual(commandsOf(s3).sort())
  for (const [name, state] of stated) {
    if (name in refusedOperations) expect(state).toBe(`refused: ${refusedOperations[name]}`)
    else expect(state).toMatch(/^(complete$|partial: .)/)
  }
})

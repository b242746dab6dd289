import { expect, test } from 'vitest'
import type { Caller } from '../record/index.ts'
import { createDispatch } from './dispatch.ts'
import { validate } from './validate.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }

const dispatch = createDispatch([
  {
    name: 'kinesis',
    operations: {
      CreateStream: {
        name: 'CreateStream',
        members: {
          StreamName: { type: 'string', required: true, min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' },
          ShardCount: { type: 'integer', min: 1 },
          StreamModeDetails: {
            type: 'structure',
            members: { StreamMode: { type: 'string', required: true, values: ['PROVISIONED', 'ON_DEMAND'] } },
          },
        },
        run: async (input: { StreamName: string }) => ({ made: input.StreamName }),
      },
    },
  },
])
const create = (input: Record<string, unknown>) => dispatch('kinesis', 'CreateStream', input, caller)

test('runs a valid call', async () => {
  expect(await create({ StreamName: 'web-logs', ShardCount: 1 })).toEqual({ made: 'web-logs' })
})

test("speaks AWS's validation sentences, all problems at once", async () => {
  await expect(create({ StreamName: 'a b', ShardCount: 0 })).rejects.toThrow(
    "2 validation errors detected: Value 'a b' at 'streamName' failed to satisfy constraint: Member must satisfy " +
      "regular expression pattern: [a-zA-Z0-9_.-]+; Value '0' at 'shardCount' failed to satisfy constraint: " +
      'Member must have value greater than or equal to 1',
  )
  await expect(create({})).rejects.toThrow(
    "1 validation error detected: Value null at 'streamName' failed to satisfy constraint: Member must not be null",
  )
  await expect(create({ StreamName: 'a', StreamModeDetails: { StreamMode: 'BOTH' } })).rejects.toThrow(
    "Value 'BOTH' at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]",
  )
})

test('says lists, maps and bytes as AWS does, and ten errors at most', async () => {
  const members = {
    Keys: { type: 'list', min: 1, element: { type: 'string', min: 1, max: 3 } },
    Tags: { type: 'map', key: { type: 'string', max: 2 }, element: { type: 'string', max: 1 } },
    Data: { type: 'blob', max: 2 },
    Secret: { type: 'string', max: 2, hidden: true },
    Records: {
      type: 'list',
      max: 11,
      element: { type: 'structure', members: { Key: { type: 'string', required: true, min: 1 } } },
    },
  } as const
  const said = (input: Record<string, unknown>) => {
    try {
      validate(input, members)
    } catch (error) {
      return (error as Error).message
    }
    return ''
  }
  expect(said({ Keys: [] })).toContain(
    "Value '[]' at 'keys' failed to satisfy constraint: Member must have length",
  )
  expect(said({ Keys: ['abc', 'abcd'] })).toBe(
    "1 validation error detected: Value '[abc, abcd]' at 'keys' failed to satisfy constraint: Member must satisfy " +
      'constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1]',
  )
  expect(said({ Tags: { abc: 'x', a: 'xy' } })).toBe(
    "2 validation errors detected: Value '{abc=x, a=xy}' at 'tags' failed to satisfy constraint: Map keys must satisfy " +
      "constraint: [Member must have length less than or equal to 2]; Value '{abc=x, a=xy}' at 'tags' failed to " +
      'satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 1]',
  )
  expect(said({ Data: new Uint8Array(3) })).toContain(
    "Value 'java.nio.HeapByteBuffer[pos=0 lim=3 cap=3]' at 'data' failed",
  )
  expect(said({ Secret: 'abc' })).toBe(
    "1 validation error detected: Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 2",
  )
  expect(said({ Records: [{ Key: 'a' }, { Key: '' }, {}] })).toBe(
    "2 validation errors detected: Value '' at 'records.2.member.key' failed to satisfy constraint: Member must have " +
      "length greater than or equal to 1; Value null at 'records.3.member.key' failed to satisfy constraint: Member " +
      'must not be null',
  )
  const many = said({ Records: new Array(12).fill({ Key: '' }) })
  expect(many).toMatch(/^10 validation errors detected: Value at 'records' failed /)
  expect(many).toContain("'records.9.member.key'")
  expect(many).not.toContain("'records.10.member.key'")
})

test('refuses unknown members, wrong types and unknown operations by name', async () => {
  await expect(create({ StreamNme: 'a' })).rejects.toThrow("Unknown member 'StreamNme'")
  await expect(create({ StreamName: 7 })).rejects.toThrow(
    'class java.lang.Double can not be converted to a String',
  )
  await expect(dispatch('kinesis', 'Nope', {}, caller)).rejects.toThrow('Unknown operation kinesis:Nope.')
})

test('texts in lists and maps are reported with the whole of it; pattern before length; ten problems at most', async () => {
  const key = { type: 'string', min: 1, max: 3 } as const
  const tags = createDispatch([
    {
      name: 'x',
      operations: {
        Tag: {
          name: 'Tag',
          members: {
            Tags: { type: 'map', max: 1, key, element: { type: 'string', min: 0, max: 2 } },
            Keys: { type: 'list', min: 1, element: key },
            Data: { type: 'blob', max: 1 },
            Name: { type: 'string', min: 1, pattern: '[a-z]+' },
            Many: {
              type: 'list',
              element: { type: 'structure', members: { A: { ...key, required: true } } },
            },
          },
          run: async () => ({}),
        },
      },
    },
  ])
  const refused = (input: Record<string, unknown>, message: string) =>
    expect(tags('x', 'Tag', input, caller)).rejects.toThrow(message)
  const lengths = (max: number, min: number) =>
    `[Member must have length less than or equal to ${max}, Member must have length greater than or equal to ${min}]`
  await refused(
    { Tags: { abcd: 'a' } },
    `1 validation error detected: Value '{abcd=a}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: ${lengths(3, 1)}`,
  )
  await refused(
    { Tags: { a: 'xyz' } },
    `Value '{a=xyz}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: ${lengths(2, 0)}`,
  )
  await refused(
    { Tags: { a: '1', b: '2' } },
    "'{a=1, b=2}' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 1",
  )
  await refused(
    { Keys: ['a', 'abcd'] },
    `Value '[a, abcd]' at 'keys' failed to satisfy constraint: Member must satisfy constraint: ${lengths(3, 1)}`,
  )
  await refused({ Keys: [] }, "Value '[]' at 'keys'")
  await refused({ Data: new Uint8Array(2) }, "Value 'java.nio.HeapByteBuffer[pos=0 lim=2 cap=2]' at 'data'")
  await refused(
    { Name: '' },
    "2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must satisfy regular " +
      "expression pattern: [a-z]+; Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
  )
  await refused({ Many: Array(20).fill({}) }, '10 validation errors detected: ')
})

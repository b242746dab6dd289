import { expect, test } from 'vitest'
import type { Caller } from '../record/index.ts'
import { createDispatch } from './dispatch.ts'

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
    "1 validation error detected: Value 'null' at 'streamName' failed to satisfy constraint: Member must not be null",
  )
  await expect(create({ StreamName: 'a', StreamModeDetails: { StreamMode: 'BOTH' } })).rejects.toThrow(
    "Value 'BOTH' at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]",
  )
})

test('refuses unknown members, wrong types and unknown operations by name', async () => {
  await expect(create({ StreamNme: 'a' })).rejects.toThrow("Unknown member 'StreamNme'")
  await expect(create({ StreamName: 7 })).rejects.toThrow(
    'class java.lang.Double can not be converted to a String',
  )
  await expect(dispatch('kinesis', 'Nope', {}, caller)).rejects.toThrow('Unknown operation kinesis:Nope.')
})

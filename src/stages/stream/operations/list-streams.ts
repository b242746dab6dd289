import type { Operation } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import { unknownNextToken } from '../errors.ts'
import type { StreamEngine } from '../ports.ts'
import { commonDescription, streamName } from '../shapes.ts'

interface Input {
  readonly Limit?: number
  readonly ExclusiveStartStreamName?: string
  readonly NextToken?: string
}

/** Kinesis's default, and the most that it answers whatever the Limit. */
const MOST = 100

export function listStreams(engine: StreamEngine) {
  return {
    name: 'ListStreams',
    members: {
      Limit: { type: 'integer', min: 1, max: 10_000 },
      ExclusiveStartStreamName: streamName,
      NextToken: { type: 'string', min: 1, max: 1_048_576 },
    },
    async run({ Limit = MOST, ExclusiveStartStreamName, NextToken }, caller) {
      const after = NextToken === undefined ? ExclusiveStartStreamName : nameOfToken(NextToken)
      const names = engine.list().filter((name) => after === undefined || name > after)
      const page = names.slice(0, Math.min(Limit, MOST))
      const more = names.length > page.length
      return {
        StreamNames: page,
        HasMoreStreams: more,
        StreamSummaries: page.flatMap((name) => {
          const stream = engine.describe(name)
          return stream ? [summaryOf(commonDescription(stream, streamArn(caller, name)))] : []
        }),
        ...(more ? { NextToken: tokenOf(page[page.length - 1]) } : {}),
      }
    },
  } satisfies Operation<Input>
}

function summaryOf(described: ReturnType<typeof commonDescription>) {
  const { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp } = described
  return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp }
}

/** The last name that was listed; opaque to clients. */
function tokenOf(name: string): string {
  return Buffer.from(`after:${name}`).toString('base64url')
}

function nameOfToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString()
  if (!text.startsWith('after:')) throw unknownNextToken()
  return text.slice('after:'.length)
}

import type { Operation } from '../../../record/index.ts'
import { streamName } from '../shapes.ts'
import type { Control } from './control.ts'
import { readToken, writeToken } from './page-token.ts'

interface Input {
  readonly Limit?: number
  readonly ExclusiveStartStreamName?: string
  readonly NextToken?: string
}

/** Kinesis's default, and the most that it answers whatever the Limit. */
const MOST = 100

export function listStreams(control: Control) {
  return {
    name: 'ListStreams',
    members: {
      Limit: { type: 'integer', min: 1, max: 10_000 },
      ExclusiveStartStreamName: streamName,
      NextToken: { type: 'string', min: 1, max: 1_048_576 },
    },
    async run({ Limit = MOST, ExclusiveStartStreamName, NextToken }, caller) {
      const after =
        NextToken === undefined
          ? ExclusiveStartStreamName
          : readToken('ListStreams', NextToken, control.now()).after
      const streams = control.streams().filter(({ name }) => after === undefined || name > after)
      const page = streams.slice(0, Math.min(Limit, MOST))
      const last = page.at(-1)
      const more = streams.length > page.length
      return {
        StreamNames: page.map(({ name }) => name),
        HasMoreStreams: more,
        StreamSummaries: page.map((stream) => summaryOf(control.describe(stream, caller))),
        ...(more && last
          ? { NextToken: writeToken('ListStreams', { after: last.name }, control.now()) }
          : {}),
      }
    },
  } satisfies Operation<Input>
}

function summaryOf(described: ReturnType<Control['describe']>) {
  const { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp } = described
  return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp }
}

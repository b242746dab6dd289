import type { Operation } from '../../../record/index.ts'
import { tokenAnd, unknownNextToken } from '../errors.ts'
import { streamArn, streamId } from '../shapes.ts'
import { describedConsumer } from './consumers.ts'
import type { Control } from './control.ts'
import { checkCreation } from './list-shards.ts'
import { readToken, writeToken } from './page-token.ts'

interface Input {
  readonly StreamARN: string
  readonly NextToken?: string
  readonly MaxResults?: number
  readonly StreamCreationTimestamp?: Date | number
}

/** Kinesis's default; a stream has fewer. */
const DEFAULT_RESULTS = 100
const OPERATION = 'ListStreamConsumers'

export function listStreamConsumers(control: Control) {
  return {
    name: OPERATION,
    members: {
      MaxResults: { type: 'integer', min: 1, max: 10_000 },
      StreamARN: { ...streamArn, required: true },
      NextToken: { type: 'string', min: 1, max: 1_048_576 },
      StreamCreationTimestamp: { type: 'timestamp' },
      StreamId: streamId,
    },
    async run({ StreamARN, NextToken, MaxResults = DEFAULT_RESULTS, StreamCreationTimestamp }, caller) {
      if (NextToken !== undefined && StreamCreationTimestamp !== undefined) {
        throw tokenAnd('StreamCreationTimestamp')
      }
      const stream = control.find({ StreamARN }, caller)
      checkCreation(StreamCreationTimestamp, stream, caller)
      const token = NextToken === undefined ? undefined : readToken(OPERATION, NextToken, control.now())
      if (token && token.stream !== stream.name) throw unknownNextToken(OPERATION)
      const names = Object.keys(stream.attributes.consumers)
        .toSorted()
        .filter((name) => token === undefined || name > token.after)
      const page = names.slice(0, MaxResults)
      const last = page.at(-1)
      return {
        Consumers: page.map((name) =>
          describedConsumer(caller, { stream, name, consumer: stream.attributes.consumers[name] }),
        ),
        ...(last !== undefined && names.length > page.length
          ? { NextToken: writeToken(OPERATION, { stream: stream.name, after: last }, control.now()) }
          : {}),
      }
    },
  } satisfies Operation<Input>
}

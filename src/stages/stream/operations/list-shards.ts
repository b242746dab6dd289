import type { Caller, Operation } from '../../../record/index.ts'
import { streamNameOfArn } from '../core/arn.ts'
import { neitherTokenNorStream, streamNotFound, tokenAnd } from '../errors.ts'
import { describedShard, type StreamAddress, shardId, streamAddress, streamName } from '../shapes.ts'
import type { Control } from './control.ts'
import { type PageToken, readToken, writeToken } from './page-token.ts'
import { filterOf, filterShards, type ShardFilter, shardFilter } from './shard-filter.ts'

type Input = StreamAddress & {
  readonly NextToken?: string
  readonly ExclusiveStartShardId?: string
  readonly MaxResults?: number
  readonly StreamCreationTimestamp?: Date | number
  readonly ShardFilter?: ShardFilter
}

/** Kinesis's default, and the most that it answers whatever MaxResults. */
const MOST = 1000
const OPERATION = 'ListShards'

export function listShards(control: Control) {
  return {
    name: OPERATION,
    members: {
      MaxResults: { type: 'integer', min: 1, max: 10_000 },
      ExclusiveStartShardId: shardId,
      ...streamAddress,
      StreamName: streamName,
      NextToken: { type: 'string', min: 1, max: 1_048_576 },
      StreamCreationTimestamp: { type: 'timestamp' },
      ShardFilter: shardFilter,
    },
    async run(input, caller) {
      const token = tokenOf(input, control.now())
      const stream = control.find(token ? { StreamName: token.stream } : input, caller)
      if (!token) checkCreation(input.StreamCreationTimestamp, stream, caller)
      const filter = filterOf(input.ShardFilter) ?? token?.filter
      const after = token?.after ?? input.ExclusiveStartShardId
      const shards = filterShards(stream, filter, control.now()).filter(
        ({ id }) => after === undefined || id > after,
      )
      const page = shards.slice(0, Math.min(input.MaxResults ?? MOST, MOST))
      const last = page.at(-1)
      const more = last && shards.length > page.length
      return {
        Shards: page.map(describedShard),
        ...(more
          ? {
              NextToken: writeToken(
                OPERATION,
                { stream: stream.name, after: last.id, ...(filter ? { filter } : {}) },
                control.now(),
              ),
            }
          : {}),
      }
    },
  } satisfies Operation<Input>
}

/**
 * A token names the stream and the place: what else would name them may not stand beside it. Kinesis refuses the
 * stream's name too, which boto3's and the aws command's own paging sends: that is taken where it agrees.
 */
function tokenOf(input: Input, now: number): PageToken | undefined {
  const { NextToken, StreamName, StreamARN } = input
  if (NextToken === undefined) {
    if (StreamName === undefined && StreamARN === undefined) throw neitherTokenNorStream()
    return undefined
  }
  for (const member of ['ExclusiveStartShardId', 'StreamCreationTimestamp'] as const) {
    if (input[member] !== undefined) throw tokenAnd(member)
  }
  const named = StreamName ?? (StreamARN === undefined ? undefined : streamNameOfArn(StreamARN))
  try {
    const token = readToken(OPERATION, NextToken, now)
    if (named === undefined || named === token.stream) return token
  } catch (error) {
    if (named === undefined || (error as Error).name === 'ExpiredNextTokenException') throw error
  }
  throw tokenAnd(StreamName === undefined ? 'StreamARN' : 'StreamName')
}

/** Tells streams of the same name apart, in whole seconds. Kinesis's clients give seconds or a date. */
export function checkCreation(
  wanted: Date | number | undefined,
  stream: { readonly name: string; readonly createdAt: number },
  { account }: Caller,
): void {
  if (wanted === undefined) return
  const seconds = typeof wanted === 'number' ? wanted : wanted.getTime() / 1000
  if (Math.floor(seconds) !== Math.floor(stream.createdAt / 1000)) throw streamNotFound(stream.name, account)
}

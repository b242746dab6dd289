import type { Caller } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import { notActive, streamExists, streamNotFound } from '../errors.ts'
import type { StreamAttributes, StreamDescription, StreamEngine } from '../ports.ts'
import { addressed, commonDescription, type StreamAddress } from '../shapes.ts'

/** What the operations that look at and change streams share. */
export interface Control {
  readonly engine: StreamEngine
  readonly now: () => number
  /** Every stream that clients see, by name. */
  streams(): readonly StreamDescription[]
  /** The stream that a request addresses, or a refusal. */
  find(address: StreamAddress, caller: Caller): StreamDescription
  /** As `find`, and refuses while another change of it is under way, as Kinesis does. */
  findActive(address: StreamAddress, caller: Caller): StreamDescription
  /** What describing answers about every stream. */
  describe(stream: StreamDescription, caller: Caller): ReturnType<typeof commonDescription>
  /** Creates one; refuses a name that is taken, also by a stream that is being created. */
  create(
    stream: { name: string; shards: number; retentionMillis: number; attributes: Partial<StreamAttributes> },
    caller: Caller,
  ): Promise<void>
  /** Deletes it; its name is taken until that is durable. */
  remove(stream: StreamDescription, caller: Caller): Promise<void>
  /** Changes some attributes; the others stay. Resolves when durable. */
  change(stream: StreamDescription, caller: Caller, attributes: Partial<StreamAttributes>): Promise<void>
  /** Runs one longer change of a stream, which is UPDATING meanwhile; refuses it while there is another. */
  update(stream: StreamDescription, caller: Caller, change: () => Promise<unknown>): Promise<void>
  /** What fails because the stream is deleted meanwhile is refused as Kinesis refuses it. */
  unlessGone<Result>(stream: StreamDescription, caller: Caller, work: () => Promise<Result>): Promise<Result>
}

export function createControl(engine: StreamEngine, now: () => number): Control {
  /** Names of streams that are being created or deleted. */
  const taken = new Set<string>()
  const updating = new Set<string>()
  const statusOf = (stream: StreamDescription) => (updating.has(stream.name) ? 'UPDATING' : stream.status)

  function find(address: StreamAddress, caller: Caller) {
    return addressed(engine, address, caller)
  }
  async function unlessGone<Result>(
    { name, createdAt }: StreamDescription,
    { account }: Caller,
    work: () => Promise<Result>,
  ) {
    try {
      return await work()
    } catch (error) {
      if (engine.describe(name)?.createdAt !== createdAt) throw streamNotFound(name, account)
      throw error
    }
  }
  return {
    engine,
    now,
    streams: () =>
      engine
        .list()
        .toSorted()
        .flatMap((stream) => engine.describe(stream) ?? []),
    find,
    findActive(address, caller) {
      const stream = find(address, caller)
      const status = statusOf(stream)
      if (status !== 'ACTIVE') throw notActive(stream.name, caller.account, status)
      return stream
    },
    describe: (stream, caller) => ({
      ...commonDescription(stream, streamArn(caller, stream.name)),
      StreamStatus: statusOf(stream),
    }),
    async create({ name, shards, retentionMillis, attributes }, { account }) {
      if (taken.has(name) || engine.describe(name)) throw streamExists(name, account)
      await holding(taken, name, () => engine.create(name, shards, retentionMillis, attributes))
    },
    async remove(stream, caller) {
      const { name } = stream
      if (taken.has(name)) throw notActive(name, caller.account, 'DELETING')
      await holding(taken, name, () => unlessGone(stream, caller, () => engine.remove(name)))
    },
    async change(stream, caller, attributes) {
      const { name } = stream
      const current = engine.describe(name)
      if (!current) throw streamNotFound(name, caller.account)
      const changed = { ...current.attributes, ...attributes }
      await unlessGone(stream, caller, () => engine.setAttributes(name, changed))
    },
    async update(stream, caller, change) {
      const { name } = stream
      if (updating.has(name)) throw notActive(name, caller.account, 'UPDATING')
      await holding(updating, name, () => unlessGone(stream, caller, change))
    },
    unlessGone,
  }
}

async function holding(names: Set<string>, name: string, work: () => Promise<unknown>) {
  names.add(name)
  try {
    await work()
  } finally {
    names.delete(name)
  }
}

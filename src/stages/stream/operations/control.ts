import type { Caller } from '../../../record/index.ts'
import { streamArn } from '../core/arn.ts'
import { notActive, streamExists } from '../errors.ts'
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
  /** Changes some attributes; the others stay. Resolves when durable. */
  change(stream: StreamDescription, attributes: Partial<StreamAttributes>): Promise<void>
  /** Runs one longer change of a stream, which is UPDATING meanwhile; refuses it while there is another. */
  update(stream: StreamDescription, caller: Caller, change: () => Promise<unknown>): Promise<void>
}

export function createControl(engine: StreamEngine, now: () => number): Control {
  const creating = new Set<string>()
  const updating = new Set<string>()
  const statusOf = (stream: StreamDescription) => (updating.has(stream.name) ? 'UPDATING' : stream.status)

  function find(address: StreamAddress, caller: Caller) {
    return addressed(engine, address, caller)
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
      if (creating.has(name) || engine.describe(name)) throw streamExists(name, account)
      creating.add(name)
      try {
        await engine.create(name, shards, retentionMillis, attributes)
      } finally {
        creating.delete(name)
      }
    },
    async change({ name }, attributes) {
      const current = engine.describe(name)
      if (current) await engine.setAttributes(name, { ...current.attributes, ...attributes })
    },
    async update({ name }, { account }, change) {
      if (updating.has(name)) throw notActive(name, account, 'UPDATING')
      updating.add(name)
      try {
        await change()
      } finally {
        updating.delete(name)
      }
    },
  }
}

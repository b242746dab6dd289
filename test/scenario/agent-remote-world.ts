import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCloudWatch } from '../../src/engines/agent/cloudwatch.ts'
import { openFirehose } from '../../src/engines/agent/firehose.ts'
import { openKinesis } from '../../src/engines/agent/kinesis.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createMeter } from '../../src/observe/metrics.ts'
import { observedSink } from '../../src/observe/observed-sink.ts'
import type { Marks } from '../../src/record/index.ts'
import { readConfiguration } from '../../src/stages/agent/core/configuration.ts'
import {
  type Agent,
  type AgentOptions,
  createAgent,
  createPublisher,
  createRemoteSinks,
  createTally,
  type Flow,
  metricNameOf,
  placesOf,
  type RemoteAccess,
} from '../../src/stages/agent/index.ts'

export interface RemoteAgent {
  readonly agent: Agent
  readonly tally: ReturnType<typeof createTally>
  readonly publisher: ReturnType<typeof createPublisher>
  stop(): Promise<void>
}

/** An agent as `tailrace agent` builds it from an agent.json, with positions in memory and a log that is kept. */
export interface RemoteWorld {
  readonly said: string[]
  /** Mark writes that fail before the next one is kept. */
  failMarks: number
  readonly kept: Map<string, string>
  path(name: string): string
  append(name: string, text: string): void
  /** `flow`: members of its only flow; its pattern is `access.log*` of this world. */
  agent(
    configuration: object,
    flow: object,
    changes?: Partial<Flow>,
    options?: AgentOptions,
  ): Promise<RemoteAgent>
  close(): Promise<void>
}

export function createRemoteWorld(): RemoteWorld {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-remote-'))
  const said: string[] = []
  const kept = new Map<string, string>()
  const running: RemoteAgent[] = []
  const say = (sentence: string, fields?: object) =>
    void said.push(fields ? `${sentence} ${JSON.stringify(fields)}` : sentence)
  const log = { ...silentLog, info: say, warn: say, error: say }
  const marks: Marks = {
    read: (key) => kept.get(key),
    async write(key, value) {
      if (world.failMarks-- > 0) throw new Error('the disk is full')
      kept.set(key, value)
    },
    remove: async (key) => void kept.delete(key),
    list: (prefix) =>
      [...kept].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)),
  }
  const world: RemoteWorld = {
    said,
    kept,
    failMarks: 0,
    path: (name) => join(folder, name),
    append: (name, text) => appendFileSync(join(folder, name), text, 'latin1'),
    async agent(configuration, flow, changes = {}, options = {}) {
      const text = JSON.stringify({
        awsAccessKeyId: 'AKIDEXAMPLE',
        awsSecretAccessKey: 'very-secret',
        ...configuration,
        flows: [
          {
            filePattern: join(folder, 'access.log*'),
            initialPosition: 'START_OF_FILE',
            retryInitialBackoffMillis: 2,
            retryMaxBackoffMillis: 20,
            ...flow,
          },
        ],
      })
      const read = readConfiguration({ file: 'agent.json', text }, [], { agent: { cores: 2 } })
      const { remote } = read
      if (!remote) throw new Error('read for an agent')
      const isStream = 'kinesisStream' in flow
      const places = placesOf(remote, [isStream ? 'kinesis' : 'firehose'], { endpoint: () => undefined })
      const access = (service: 'kinesis' | 'firehose' | 'cloudwatch'): RemoteAccess => ({
        ...places.of[service],
        identity: {
          ...(remote.keys ? { keys: remote.keys } : {}),
          ...(remote.role ? { role: { ...remote.role, ...places.of.sts } } : {}),
        },
        http: remote.http,
        userAgent: { product: 'tailrace-agent/0', ...remote.userAgent },
      })
      const meter = createMeter(Date.now)
      const tally = createTally()
      const end = isStream
        ? openKinesis(access('kinesis'), places.of.kinesis.shown)
        : openFirehose(access('firehose'), places.of.firehose.shown)
      const sink = createRemoteSinks({
        ...(isStream ? { kinesis: end, firehose: undefined } : { kinesis: undefined, firehose: end }),
        marks,
        requests: remote.requests,
        observed: (each, to) => tally.counted(observedSink(each, meter, metricNameOf(to))),
        onTrouble: (error) => say(error.message),
      })
      const publisher = createPublisher({
        meter,
        remote: remote.metrics.areEmitted
          ? openCloudWatch(access('cloudwatch'), places.of.cloudwatch.shown)
          : undefined,
        ...{ namespace: remote.metrics.namespace, periodMillis: remote.metrics.periodMillis },
        ...{ now: Date.now, log, areLogged: remote.metrics.areLogged },
      })
      const agent = createAgent(
        { sink, marks, now: Date.now, log, onRead: tally.read },
        read.flows.map((each) => ({
          ...each,
          minTimeBetweenFilePollsMillis: 10,
          maxTimeBetweenFileTrackerRefreshMillis: 100,
          maxBufferAgeMillis: 50,
          ...changes,
        })),
        { quietMillis: 150, shutdownTimeoutMillis: 2_000, ...options },
      )
      const made = {
        ...{ agent, tally, publisher },
        async stop() {
          await agent.stop()
          end.close()
        },
      }
      running.push(made)
      await agent.start()
      return made
    },
    async close() {
      await Promise.all(running.map((each) => each.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}

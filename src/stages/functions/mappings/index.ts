import type { Invoker } from '../own/invoking.ts'
import type { Place } from '../own/lambda.ts'
import { type Registry, resolve } from '../own/registry.ts'
import type { OwnFunctionsPorts } from '../ports.ts'
import { type Mapping, NONE_YET } from './definition.ts'
import { type Runner, type RunnerPorts, runMapping } from './runner.ts'
import { type MappingStore, openMappingStore } from './store.ts'

/** Event-source mappings, kept and at work. */
export interface Mappings {
  readonly store: MappingStore
  /** Keeps a mapping, new or changed, and has it work as it says. */
  put(mapping: Mapping): Promise<void>
  remove(id: string): Promise<void>
  result(id: string): string
  start(): void
  /** Nothing new begins; what is at work ends with its processes. */
  stop(): void
}

export function createMappings(
  ports: OwnFunctionsPorts,
  given: {
    readonly registry: Registry
    readonly invoker: Invoker
    readonly place: Place
    readonly now: () => number
    readonly onGivenUp: (sentence: string) => void
  },
): Mappings {
  const store = openMappingStore(ports.marks)
  const runners = new Map<string, Runner>()
  const { registry, invoker, place, now } = given
  const find = ({ functionName }: Mapping) => resolve(registry, place, functionName)
  let started = false

  const forRunners = (mapping: Mapping): RunnerPorts | undefined =>
    ports.kinesis && {
      ...{ kinesis: ports.kinesis, store, now, uuid: ports.uuid, sleep: ports.sleep },
      async invoke(_, event) {
        const requestId = ports.uuid()
        const { failed, payload, executedVersion } = await invoker.invoke(find(mapping), event, { requestId })
        return { failed, payload, requestId, executedVersion }
      },
      putObject: (bucket, key, body) =>
        ports.putObject?.(bucket, key, body) ?? Promise.reject(new Error('There are no buckets.')),
      onGivenUp: given.onGivenUp,
      role() {
        try {
          return find(mapping).version.role
        } catch {
          return ''
        }
      },
    }

  function run(mapping: Mapping) {
    const forRunner = forRunners(mapping)
    if (started && mapping.enabled && forRunner) runners.set(mapping.id, runMapping(mapping, forRunner))
  }

  /** Resolves when its last invocation is answered; nothing new begins meanwhile. */
  async function halt(id: string) {
    const runner = runners.get(id)
    runners.delete(id)
    await runner?.stop()
  }

  return {
    store,
    async put(mapping) {
      await store.save(mapping)
      // The answer need not wait for the function; the next one begins when the last is done.
      void halt(mapping.id).then(() => store.get(mapping.id) === mapping && run(mapping))
    },
    async remove(id) {
      await store.remove(id)
      // What is at work may still write how far it came.
      void halt(id)
        .then(() => store.remove(id))
        .catch(() => {})
    },
    result: (id) => runners.get(id)?.result() ?? NONE_YET,
    start() {
      started = true
      for (const mapping of store.list()) run(mapping)
    },
    stop() {
      started = false
      for (const id of [...runners.keys()]) void halt(id)
    },
  }
}

import type { Meter } from '../../../observe/metrics.ts'
import type { BuiltIn } from '../built-in.ts'
import { errors } from '../errors.ts'
import { createMappings, type Mappings } from '../mappings/index.ts'
import type { OwnFunctionsPorts } from '../ports.ts'
import { type Code, createCode } from './code.ts'
import type { OwnFunction } from './definition.ts'
import { createEventQueue, type EventQueue } from './event-queue.ts'
import { createInvoker, type Invoker } from './invoking.ts'
import { watchedInvoker } from './observed.ts'
import { openRegistry, type Registry } from './registry.ts'

/** What the operations work with. */
export interface Lambda {
  readonly place: Place
  readonly now: () => number
  readonly uuid: () => string
  readonly ports: OwnFunctionsPorts
  readonly registry: Registry
  readonly code: Code
  readonly invoker: Invoker
  readonly events: EventQueue
  readonly mappings: Mappings
  readonly builtIns: readonly BuiltIn[]
  /** As `registry.change` of a function that is there; the processes of what it replaces end. */
  update(
    name: string,
    asked: string,
    change: (before: OwnFunction) => Promised<OwnFunction>,
  ): Promise<OwnFunction>
}

export interface Place {
  readonly account: string
  readonly region: string
}

type Promised<Value> = Value | Promise<Value>

export function createLambda(
  ports: OwnFunctionsPorts,
  given: Pick<Lambda, 'place' | 'now' | 'builtIns'> & {
    readonly onTrouble: (error: Error) => void
    /** A user's function failed on what it was given, for good: nothing is wrong with this program. */
    readonly onGivenUp: (sentence: string) => void
    readonly meter?: Meter | undefined
  },
): Lambda {
  const { place, now, builtIns } = given
  const registry = openRegistry(ports.marks)
  const atWork = new Map<string, number>()
  const invoker = watchedInvoker(createInvoker(ports, atWork), given.meter)
  const { onTrouble, onGivenUp } = given
  const room = { registry, invoker, place, now, onTrouble, onGivenUp }
  return {
    ...{ place, now, builtIns, ports, registry, invoker },
    uuid: ports.uuid,
    code: createCode(ports, registry, atWork),
    events: createEventQueue(ports, room),
    mappings: createMappings(ports, room),
    update: (name, asked, change) =>
      registry.change(name, async (before) => {
        if (!before) throw errors.notFound(asked)
        const after = await change(before)
        invoker.retire(before, after)
        return after
      }),
  }
}

import type { Caller, Operation, Service, ServiceModel } from '../../src/record/index.ts'
import { acceptAnyone } from '../../src/wire/authentication.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'
import { createAwsDoor, type Handler } from '../../src/wire/door.ts'
import type { Patience } from '../../src/wire/patience.ts'
import { type Certificate, listenAws } from '../../src/wire/sockets.ts'

const ACCOUNT = { account: '000000000000', arn: 'arn:aws:iam::000000000000:root' }

export interface Bench {
  readonly url: string
  readonly port: number
  /** What went wrong on our side: a test that expects nothing of the kind looks here. */
  readonly failures: unknown[]
  close(): Promise<void>
}

/** The AWS door alone, on a free port, before operations made for the test. */
export async function openBench(
  services: readonly Service[],
  certificate?: Certificate,
  patience?: Patience,
): Promise<Bench> {
  const failures: unknown[] = []
  const listener = await listenAws(handlerOf(services, failures), '127.0.0.1', 0, certificate, patience)
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${listener.port}`,
    port: listener.port,
    failures,
    close: () => listener.close(),
  }
}

/** What answers behind the port, for tests that need no port. */
export function handlerOf(services: readonly Service[], failures: unknown[]): Handler {
  return createAwsDoor({
    services,
    dispatch: createDispatch(services),
    authenticate: acceptAnyone(ACCOUNT),
    onFailure: (error) => failures.push(error),
  })
}

type Run = (input: Record<string, unknown>, caller: Caller, signal: AbortSignal) => unknown

/** In place of constraints: none. */
export const anything = Symbol('anything')

/** A table that knows every member and asks nothing of it. */
const anyMembers: Operation['members'] = new Proxy(
  {},
  {
    getOwnPropertyDescriptor: () => ({
      configurable: true,
      enumerable: false,
      value: { type: 'structure' },
    }),
  },
)

/** A service whose operations do what the test says, with these constraints. */
export function serviceOf(
  name: string,
  model: ServiceModel,
  runs: Readonly<Record<string, Run>>,
  members: Readonly<Record<string, Operation['members']>> | typeof anything,
): Service {
  const operations = Object.entries(runs).map(([operation, run]): [string, Operation] => [
    operation,
    {
      name: operation,
      members:
        members === anything
          ? anyMembers
          : ((members as Record<string, Operation['members']>)[operation] ?? {}),
      run: (async (...all: Parameters<Run>) => run(...all)) as never,
    },
  ])
  return { name, model, operations: Object.fromEntries(operations) }
}

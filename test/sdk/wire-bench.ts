import type { Caller, Operation, Service, ServiceModel } from '../../src/record/index.ts'
import { acceptAnyone } from '../../src/wire/authentication.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'
import { createAwsDoor } from '../../src/wire/door.ts'
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
export async function openBench(services: readonly Service[], certificate?: Certificate): Promise<Bench> {
  const failures: unknown[] = []
  const handler = createAwsDoor({
    services,
    dispatch: createDispatch(services),
    authenticate: acceptAnyone(ACCOUNT),
    onFailure: (error) => failures.push(error),
  })
  const listener = await listenAws(handler, '127.0.0.1', 0, certificate)
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${listener.port}`,
    port: listener.port,
    failures,
    close: () => listener.close(),
  }
}

type Run = (input: Record<string, unknown>, caller: Caller, signal: AbortSignal) => unknown

/** A service whose operations do what the test says, with these constraints. */
export function serviceOf(
  name: string,
  model: ServiceModel,
  runs: Readonly<Record<string, Run>>,
  members: Readonly<Record<string, Operation['members']>>,
): Service {
  const operations = Object.entries(runs).map(([operation, run]): [string, Operation] => [
    operation,
    {
      name: operation,
      members: members[operation] ?? {},
      run: (async (...all: Parameters<Run>) => run(...all)) as never,
    },
  ])
  return { name, model, operations: Object.fromEntries(operations) }
}

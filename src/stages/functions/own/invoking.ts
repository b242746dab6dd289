import { errors } from '../errors.ts'
import type { InvocationResult, OwnFunctionsPorts, Program } from '../ports.ts'
import type { OwnFunction, Version } from './definition.ts'
import { arnOf, type Resolved, versionOf } from './registry.ts'

/** Invocations of users' functions, counted. */
export interface Invoker {
  /** Throws Lambda's error when the function's reserved concurrency is used up. */
  invoke(resolved: Resolved, event: Uint8Array, more?: InvokeMore): Promise<Invoked>
  /** Ends the processes of versions that are not those of `after` any more. */
  retire(before: OwnFunction, after: OwnFunction | undefined): void
  counts(name: string): Counts
}

export interface InvokeMore {
  readonly requestId?: string
  /** JSON */
  readonly clientContext?: string
}

export interface Invoked extends InvocationResult {
  readonly executedVersion: string
}

export interface Counts {
  invocations: number
  errors: number
  throttles: number
  active: number
  /** Sum, ms. */
  duration: number
}

/** `atWork`: how many invocations need a code, by its SHA-256; it is kept for them, whatever becomes of the function. */
export function createInvoker(
  { engine, code, uuid }: OwnFunctionsPorts,
  atWork: Map<string, number>,
): Invoker {
  const hold = (sha256: string, more: number) => {
    const held = (atWork.get(sha256) ?? 0) + more
    if (held > 0) atWork.set(sha256, held)
    else atWork.delete(sha256)
  }
  const countsByName = new Map<string, Counts>()
  const counts = (name: string) => {
    const known = countsByName.get(name) ?? {
      invocations: 0,
      errors: 0,
      throttles: 0,
      active: 0,
      duration: 0,
    }
    countsByName.set(name, known)
    return known
  }
  /** An alias may give a share of its invocations to another version. */
  function chosen({ own, version, alias }: Resolved): Version {
    let chance = Number.parseInt(uuid().slice(0, 8), 16) / 2 ** 32
    for (const [number, share] of Object.entries(alias?.weights ?? {})) {
      if (chance < share) return versionOf(own, number) ?? version
      chance -= share
    }
    return version
  }
  return {
    counts,
    async invoke(resolved, event, { requestId = uuid(), clientContext } = {}) {
      const { own, qualifier } = resolved
      const count = counts(own.name)
      if (own.reservedConcurrency !== undefined && count.active >= own.reservedConcurrency) {
        count.throttles++
        throw errors.throttled()
      }
      const version = chosen(resolved)
      count.active++
      hold(version.codeSha256, 1)
      try {
        const invokedArn = arnOf(own, qualifier)
        const result = await engine.invoke(programOf(own, version, code), {
          ...{ requestId, event, invokedArn },
          ...(clientContext === undefined ? {} : { clientContext }),
        })
        count.invocations++
        count.duration += result.millis
        if (result.failed) count.errors++
        return { ...result, executedVersion: version.version }
      } finally {
        count.active--
        hold(version.codeSha256, -1)
      }
    },
    retire(before, after) {
      const stay = new Set(after ? [after.latest, ...after.versions].map((each) => idOf(after, each)) : [])
      const concurrencyChanged = before.reservedConcurrency !== after?.reservedConcurrency
      for (const version of [before.latest, ...before.versions]) {
        const id = idOf(before, version)
        if (concurrencyChanged || !stay.has(id)) engine.retire(id)
      }
    },
  }
}

const idOf = ({ name }: OwnFunction, { version, revision }: Version) => `${name}:${version}:${revision}`

function programOf(own: OwnFunction, version: Version, code: OwnFunctionsPorts['code']): Program {
  return {
    id: idOf(own, version),
    name: own.name,
    version: version.version,
    arn: own.arn,
    runtime: version.runtime,
    handler: version.handler,
    folder: code.folder(version.codeSha256),
    memoryMegabytes: version.memoryMegabytes,
    timeoutMillis: version.timeoutSeconds * 1000,
    variables: version.variables ?? {},
    account: own.account,
    region: own.region,
    // 0 is told before anything is run.
    ...(own.reservedConcurrency ? { concurrency: own.reservedConcurrency } : {}),
  }
}

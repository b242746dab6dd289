import type { Marks } from '../../../record/index.ts'
import { readFunctionName } from '../core/function-name.ts'
import { errors } from '../errors.ts'
import { type Alias, LATEST, type OwnFunction, type Version } from './definition.ts'

/** The users' functions, kept in marks. */
export interface Registry {
  get(name: string): OwnFunction | undefined
  /** In the order of their names. */
  list(): readonly OwnFunction[]
  /**
   * Changes a function and resolves when that is durable. Changes of one function take turns; `change` is given what
   * is there then, and what it returns is kept (undefined: the function is removed).
   */
  change<Kept extends OwnFunction | undefined>(
    name: string,
    change: (before: OwnFunction | undefined) => Kept | Promise<Kept>,
  ): Promise<Kept>
  /** SHA-256 of all code that a function or a version of it has. */
  codeInUse(): ReadonlySet<string>
}

const PREFIX = 'functions/function/'

export function openRegistry(marks: Marks): Registry {
  const functions = new Map<string, OwnFunction>()
  for (const [key, value] of marks.list(PREFIX)) {
    functions.set(key.slice(PREFIX.length), JSON.parse(value) as OwnFunction)
  }
  const turns = new Map<string, Promise<unknown>>()

  return {
    get: (name) => functions.get(name),
    list: () => [...functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    change(name, change) {
      const turn = (turns.get(name) ?? Promise.resolve()).then(async () => {
        const before = functions.get(name)
        const after = await change(before)
        if (after === before) return after
        if (after) {
          await marks.write(PREFIX + name, JSON.stringify(after))
          functions.set(name, after)
        } else {
          await marks.remove(PREFIX + name)
          functions.delete(name)
        }
        return after
      })
      const quiet = turn.catch(() => {})
      turns.set(name, quiet)
      quiet.then(() => turns.get(name) === quiet && turns.delete(name))
      return turn
    },
    codeInUse: () =>
      new Set(
        [...functions.values()].flatMap(({ latest, versions }) =>
          [latest, ...versions].map(({ codeSha256 }) => codeSha256),
        ),
      ),
  }
}

/** What a qualifier means. */
export interface Resolved {
  readonly own: OwnFunction
  readonly version: Version
  readonly alias?: Alias
  /** As it was asked for; absent: the function itself. */
  readonly qualifier?: string
}

/** The ARN that an answer has: qualified where it was asked for by a qualifier. */
export const arnOf = ({ arn }: OwnFunction, qualifier: string | undefined) =>
  qualifier === undefined ? arn : `${arn}:${qualifier}`

/** A function's version by a name as clients give it. Throws Lambda's errors. */
export function resolve(
  registry: Registry,
  place: { readonly account: string; readonly region: string },
  given: string,
  asked?: string,
): Resolved {
  const named = readFunctionName(given)
  if (!named) throw errors.badName(given)
  if (asked !== undefined && named.qualifier !== undefined && asked !== named.qualifier) {
    throw errors.qualifiersDiffer()
  }
  const qualifier = asked ?? named.qualifier
  const own = registry.get(named.name)
  const missing = () => errors.notFound(arnFor(place, named.name) + (qualifier ? `:${qualifier}` : ''))
  if (!own) throw missing()
  if (qualifier === undefined) return { own, version: own.latest }
  if (qualifier === LATEST) return { own, version: own.latest, qualifier }
  const alias = own.aliases.find(({ name }) => name === qualifier)
  const version = versionOf(own, alias?.version ?? qualifier)
  if (!version) throw missing()
  return { own, version, qualifier, ...(alias ? { alias } : {}) }
}

export function versionOf({ latest, versions }: OwnFunction, number: string): Version | undefined {
  return number === LATEST ? latest : versions.find(({ version }) => version === number)
}

export const arnFor = ({ account, region }: { account: string; region: string }, name: string) =>
  `arn:aws:lambda:${region}:${account}:function:${name}`

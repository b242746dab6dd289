import { errors } from '../errors.ts'
import { type Alias, LATEST, type OwnFunction } from './definition.ts'
import { versionOf } from './registry.ts'

export interface RoutingInput {
  readonly AdditionalVersionWeights?: Readonly<Record<string, number>>
}

/** AliasConfiguration. */
export function describeAlias(own: OwnFunction, alias: Alias) {
  return {
    AliasArn: `${own.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revision,
    ...(alias.weights ? { RoutingConfig: { AdditionalVersionWeights: alias.weights } } : {}),
  }
}

export function aliasOf(own: OwnFunction, name: string): Alias {
  const found = own.aliases.find((alias) => alias.name === name)
  if (!found) throw errors.noAlias(`${own.arn}:${name}`)
  return found
}

/** Throws when the function has no such version. */
export function checkVersion(own: OwnFunction, version: string): void {
  if (!versionOf(own, version)) throw errors.noVersion(`${own.arn}:${version}`)
}

/** At most one other version, numbered ones only. Undefined when none has a share. */
export function readWeights(own: OwnFunction, version: string, routing: RoutingInput | undefined) {
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {})
  if (weights.length === 0) return undefined
  if (weights.length > 1) throw errors.badWeights('at most one additional version may be given.')
  const [other] = weights[0]
  if (version === LATEST)
    throw errors.badWeights('$LATEST is not supported for an alias pointing to more than 1 version.')
  if (other === version) throw errors.badWeights(`the version ${other} is the one that the alias points to.`)
  checkVersion(own, other)
  return Object.fromEntries(weights)
}

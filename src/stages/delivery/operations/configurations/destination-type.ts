import type { Member, Members } from '../../../../record/index.ts'
import { reasons } from '../../errors.ts'
import type { LakeSettings, Settings } from '../../settings.ts'
import { refuse, structure } from '../shapes/constraint.ts'

/**
 * One of AWS's destinations, one file each: its shapes, and what this room makes of them. `NAMEDestinationConfiguration`
 * creates it, `NAMEDestinationUpdate` changes it, `NAMEDestinationDescription` shows it.
 */
export interface DestinationType {
  readonly name: string
  readonly configuration: Member
  readonly update: Member
  /** Absent: the tables refuse it by name. */
  readonly served?: Served
}

export interface Served {
  /** Destinations of one family merge into each other; from one family to another there is no way. */
  readonly family: string
  /** What the configuration means; `place` is its member's name, for error sentences. Throws `ServiceError`. */
  // biome-ignore lint/suspicious/noExplicitAny: each destination has a configuration of its own; its table checked it.
  read(configuration: any, place: string): Settings['destination']
  /** Where source records go besides; undefined when they do not. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readBackup?(configuration: any, place: string): LakeSettings | undefined
  /** Members of AWS's DestinationDescription. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  describe(configuration: any): object
}

export function served(name: string, members: Members, update: Members, how: Served): DestinationType {
  return { name, configuration: structure(members), update: structure(update), served: how }
}

export function notServed(name: string, members: Members, update: Members): DestinationType {
  return {
    name,
    configuration: refuse(structure(members), reasons.destination),
    update: refuse(structure(update), reasons.destination),
  }
}

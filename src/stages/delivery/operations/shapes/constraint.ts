import type { Member, Members } from '../../../../record/index.ts'

/** Members as AWS's service model writes them, one call a member. Bounds are inclusive. */
export const text = (min?: number, max?: number, pattern?: string): Member => ({
  type: 'string',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  ...(pattern === undefined ? {} : { pattern }),
})

export const choice = (...values: readonly string[]): Member => ({ type: 'string', values })

export const whole = (min?: number, max?: number): Member => ({
  type: 'integer',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})

export const decimal = (min: number, max: number): Member => ({ type: 'number', min, max })

export const flag: Member = { type: 'boolean' }

export const moment: Member = { type: 'timestamp' }

export const structure = (members: Members): Member => ({ type: 'structure', members })

export const list = (element: Member, min?: number, max?: number): Member => ({
  type: 'list',
  element,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})

export const map = (key: Member, element: Member): Member => ({ type: 'map', key, element })

export const need = (member: Member): Member => ({ ...member, required: true })

/** Refused by name with this sentence, whatever is in it; its own members are here for whoever serves it. */
export const refuse = (member: Member, reason: string): Member => ({ ...member, refused: reason })

/** The shape of an update: the same members, none of them required. */
export function optional(members: Members): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, { required: _, ...member }]) => [name, member]),
  )
}

export function without(members: Members, ...names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))
}

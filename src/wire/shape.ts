import { NormalizedSchema } from '@smithy/core/schema'
import type { Member, Members } from '../record/index.ts'

// The official SDK's schemas, compiled once into what the codecs walk: flat tables, no look-ups per request.

export type Shape = Structure | List | MapShape | Simple

export interface Structure {
  readonly kind: 'structure'
  readonly name: string
  readonly union: boolean
  readonly members: readonly Slot[]
  readonly traits: Traits
  /** By AWS's member name. */
  readonly byName: ReadonlyMap<string, Slot>
}

export interface List {
  readonly kind: 'list'
  readonly element: Slot
}

export interface MapShape {
  readonly kind: 'map'
  readonly key: Slot
  readonly value: Slot
}

export interface Simple {
  readonly kind: 'string' | 'boolean' | 'integer' | 'number' | 'blob' | 'timestamp' | 'document'
  /** Of timestamps; absent: the protocol's own. */
  readonly format?: 'date-time' | 'http-date' | 'epoch-seconds'
  /** An integer that may need more than 32 bits. */
  readonly long?: boolean
}

/** A place that holds a shape: a structure's member, a list's element, a map's key or value. */
export interface Slot {
  readonly name: string
  readonly shape: Shape
  readonly traits: Traits
  /** Its name in JSON; in XML and Query bodies. */
  readonly jsonName: string
  readonly xmlName: string
  readonly required: boolean
}

/** Smithy's traits as the SDK keeps them, e.g. `{httpHeader: 'x-amz-acl'}`. */
export interface Traits {
  readonly http?: readonly [method: string, path: string, status: number]
  readonly httpHeader?: string
  readonly httpPrefixHeaders?: string
  readonly httpQuery?: string
  readonly httpQueryParams?: number
  readonly httpLabel?: number
  readonly httpPayload?: number
  readonly httpResponseCode?: number
  readonly httpError?: number
  readonly error?: 'client' | 'server'
  readonly awsQueryError?: readonly [code: string, status: number]
  readonly xmlName?: string
  readonly xmlFlattened?: number
  readonly xmlAttribute?: number
  readonly xmlNamespace?: readonly string[]
  readonly jsonName?: string
  readonly streaming?: number
  readonly eventHeader?: number
  readonly eventPayload?: number
}

const TIMESTAMP_FORMATS = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' } as const
const STREAMING_BLOB = 42
const MAX_INT = 2 ** 31 - 1
const UNIT: Structure = {
  kind: 'structure',
  name: 'Unit',
  union: false,
  members: [],
  traits: {},
  byName: new Map(),
}

/** A schema of the SDK (`PutRecordsInput$`) as a structure. `members`: the constraint table, which tells integers. */
export function structureOf(schema: unknown, members?: Members): Structure {
  const shape = compile(
    NormalizedSchema.of(schema as never),
    members && { type: 'structure', members },
    new Map(),
  )
  return shape.kind === 'structure' ? shape : UNIT
}

type Memo = Map<unknown, Shape>

function compile(schema: NormalizedSchema, constraint: Member | undefined, memo: Memo): Shape {
  if (schema.isUnitSchema()) return UNIT
  if (schema.isStructSchema()) return compileStructure(schema, constraint, memo)
  if (schema.isListSchema()) {
    return {
      kind: 'list',
      element: slotOf('member', schema.getValueSchema(), false, constraint?.element, memo),
    }
  }
  if (schema.isMapSchema()) {
    return {
      kind: 'map',
      key: slotOf('key', schema.getKeySchema(), false, undefined, memo),
      value: slotOf('value', schema.getValueSchema(), false, constraint?.element, memo),
    }
  }
  return simple(schema, constraint)
}

function compileStructure(schema: NormalizedSchema, constraint: Member | undefined, memo: Memo): Structure {
  const raw = schema.getSchema() as unknown as readonly unknown[]
  const known = memo.get(raw)
  if (known) return known as Structure
  const members: Slot[] = []
  const byName = new Map<string, Slot>()
  const structure: Structure = {
    kind: 'structure',
    name: String(raw[2]),
    union: raw[0] === 4,
    traits: schema.getOwnTraits() as Traits,
    members,
    byName,
  }
  // Before its members: a shape may hold itself.
  memo.set(raw, structure)
  /** The SDK puts required members first and says how many they are. */
  const required = typeof raw[6] === 'number' ? raw[6] : 0
  for (const [name, member] of schema.structIterator()) {
    const slot = slotOf(name, member, members.length < required, constraint?.members?.[name], memo)
    members.push(slot)
    byName.set(name, slot)
  }
  return structure
}

function slotOf(
  name: string,
  schema: NormalizedSchema,
  required: boolean,
  constraint: Member | undefined,
  memo: Memo,
): Slot {
  const traits = schema.getMergedTraits() as Traits
  // A target's own xmlName names it as a root only.
  const { xmlName } = schema.getMemberTraits() as Traits
  const streaming = (schema.getSchema() as unknown) === STREAMING_BLOB
  return {
    name,
    shape: compile(schema, constraint, memo),
    traits: streaming ? { ...traits, streaming: 1 } : traits,
    jsonName: traits.jsonName ?? name,
    xmlName: xmlName ?? name,
    required,
  }
}

function simple(schema: NormalizedSchema, constraint: Member | undefined): Simple {
  if (schema.isStringSchema()) return { kind: 'string' }
  if (schema.isBooleanSchema()) return { kind: 'boolean' }
  if (schema.isBlobSchema()) return { kind: 'blob' }
  if (schema.isTimestampSchema()) {
    const format = TIMESTAMP_FORMATS[schema.getSchema() as unknown as 5 | 6 | 7]
    return format ? { kind: 'timestamp', format } : { kind: 'timestamp' }
  }
  if (schema.isDocumentSchema()) return { kind: 'document' }
  if (constraint?.type !== 'integer') return { kind: 'number' }
  return (constraint.max ?? 0) > MAX_INT ? { kind: 'integer', long: true } : { kind: 'integer' }
}

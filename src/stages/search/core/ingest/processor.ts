import { illegal } from '../../errors.ts'
import { flag, members, type Node, type Reader, text } from '../json.ts'
import { type IngestDocument, requiredAt, setAt, valueAt } from './document.ts'

/** Changes a document; `drop` ends its way. */
export type Processor = (document: IngestDocument) => 'drop' | undefined

export interface ProcessorEnv {
  /** Other pipelines, by name. */
  readonly pipeline: (name: string) => Processor
}

/** Makes a processor of its options; throws for what it does not know. */
export type ProcessorKind = (options: Node, env: ProcessorEnv) => Processor

type Readers = Readonly<Record<string, Reader<unknown>>>

/** Reads a processor's options; an unknown one is refused by name. */
export function optionsOf<S extends Readers>(node: Node, kind: string, readers: S) {
  return members(node, kind, readers, (owner, name, hint, path) =>
    illegal(
      `processor [${owner}] doesn't support one or more provided configuration parameters [${name}]${hint}`,
      path,
    ),
  )
}

export function required<T>(value: T | undefined, kind: string, name: string): T {
  if (value !== undefined) return value
  throw illegal(`[${kind}] [${name}] required property is missing`)
}

const VALUE = { field: text, target_field: text, ignore_missing: flag } as const

/** A processor that makes another value of a field's value. */
export function valueProcessor<S extends Readers>(
  kind: string,
  readers: S,
  make: (
    options: ReturnType<typeof optionsOf<S & typeof VALUE>>,
  ) => (value: unknown, field: string) => unknown,
): ProcessorKind {
  return (node) => {
    const options = optionsOf(node, kind, { ...VALUE, ...readers })
    const {
      field: given,
      target_field,
      ignore_missing,
    } = options as { field?: string; target_field?: string; ignore_missing?: boolean }
    const field = required(given, kind, 'field')
    const change = make(options)
    return (document) => {
      const value = ignore_missing ? valueAt(document, field) : requiredAt(document, field)
      if (value === undefined || value === null) {
        if (ignore_missing) return undefined
        throw illegal(`field [${field}] is null, cannot process it.`)
      }
      setAt(document, target_field ?? field, change(value, field))
      return undefined
    }
  }
}

/** The same for text, and for each text of a list. */
export function textProcessor<S extends Readers>(
  kind: string,
  readers: S,
  make: (
    options: ReturnType<typeof optionsOf<S & typeof VALUE>>,
  ) => (value: string, field: string) => unknown,
): ProcessorKind {
  return valueProcessor(kind, readers, (options) => {
    const change = make(options)
    const one = (value: unknown, field: string) => {
      if (typeof value === 'string') return change(value, field)
      throw illegal(`field [${field}] of type [${typeof value}] cannot be cast to [java.lang.String]`)
    }
    return (value, field) =>
      Array.isArray(value) ? value.map((item) => one(item, field)) : one(value, field)
  })
}

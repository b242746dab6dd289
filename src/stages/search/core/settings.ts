import { createHash } from 'node:crypto'
import { illegal } from '../errors.ts'
import type { IndexDescription } from '../ports.ts'
import { entries, isObject, type Node } from './json.ts'

/** 22 letters that stay the same for an index as long as it lives. */
export function uuidOf({ name, createdAt }: Pick<IndexDescription, 'name' | 'createdAt'>): string {
  return createHash('sha256').update(`${name}\n${createdAt}`).digest('base64url').slice(0, 22)
}

/** Flat settings, without `index.` before the names. */
export type Settings = Readonly<Record<string, string>>

/** All settings of an index by their whole flat names. */
export function settingsOf(index: IndexDescription): Settings {
  const own = index.attributes?.settings ?? {}
  const all: Settings = {
    creation_date: String(index.createdAt),
    number_of_shards: '1',
    number_of_replicas: '0',
    ...own,
    uuid: uuidOf(index),
    'version.created': '136408127',
    provided_name: index.name,
    ...(index.attributes?.closed ? { verified_before_close: 'true' } : {}),
  }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`index.${name}`, value]))
}

export function showSettings(
  index: IndexDescription,
  flat = false,
  wanted: (name: string) => boolean = () => true,
) {
  const some = Object.fromEntries(Object.entries(settingsOf(index)).filter(([name]) => wanted(name)))
  return flat ? some : nested(some)
}

/** `{'a.b': 1}` as `{a: {b: 1}}`. */
export function nested(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(flat)) {
    const path = name.split('.')
    let at = root
    for (const part of path.slice(0, -1)) {
      const inner = Object.hasOwn(at, part) && isObject(at[part]) ? at[part] : {}
      define(at, part, inner)
      at = inner
    }
    define(at, path[path.length - 1], value)
  }
  return root
}

const define = (object: Record<string, unknown>, name: string, value: unknown) =>
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })

/**
 * Settings that size, place or pace shards, of which an embedded index has nothing (any value holds), and those
 * that are honoured.
 */
const KNOWN = new Set(
  (
    'number_of_shards number_of_replicas auto_expand_replicas number_of_routing_shards refresh_interval codec ' +
    'max_result_window max_inner_result_window max_rescore_window max_docvalue_fields_search max_script_fields ' +
    'max_ngram_diff max_shingle_diff max_refresh_listeners max_terms_count max_regex_length ' +
    'max_slices_per_scroll max_slices_per_pit priority hidden default_pipeline final_pipeline ' +
    'gc_deletes write.wait_for_active_shards shard.check_on_startup creation_date uuid provided_name version.created ' +
    'blocks.read_only blocks.write blocks.read blocks.metadata blocks.read_only_allow_delete ' +
    'lifecycle.name lifecycle.rollover_alias query.default_field soft_deletes.enabled verified_before_close'
  ).split(' '),
)
const FAMILIES =
  /^(?:mapping|merge|translog|routing|unassigned|allocation|search\.slowlog|indexing\.slowlog|search\.idle|requests|queries|store|plugins\.index_state_management|opendistro\.index_state_management|replication|highlight|sort|load_fixed_bitset_filters_eagerly|recovery|warmer|remote_store|soft_deletes|format|composite_index|analyze)(?:\.|$)/

/** Settings, flat or nested, with or without `index.`; null is one to be forgotten. Refuses unknown ones by name. */
export function parseSettings(node: Node): Readonly<Record<string, string | null>> {
  const read: Record<string, string | null> = {}
  readInto(read, node, '')
  return read
}

function readInto(read: Record<string, string | null>, node: Node, prefix: string) {
  for (const [name, value] of entries(node, 'settings')) {
    const path = `${prefix}${name}`.replace(/^index(?:\.|$)/, '')
    if (isObject(value.value)) readInto(read, value, path === '' ? '' : `${path}.`)
    else if (!KNOWN.has(path) && !FAMILIES.test(path)) {
      throw illegal(
        `unknown setting [index.${path}]: it would change how documents are kept or found, and this engine does not serve it`,
        value.path,
      )
    } else read[path] = checked(path, value)
  }
}

const WHOLE = /^(?:number_of_shards|number_of_replicas|max_result_window|mapping\.total_fields\.limit)$/

function checked(name: string, { value, path }: Node): string | null {
  if (value === null) return null
  const text = Array.isArray(value) ? JSON.stringify(value) : String(value)
  if (WHOLE.test(name) && !/^\d+$/.test(text))
    throw illegal(`Failed to parse value [${text}] for setting [index.${name}]`, path)
  if (name === 'number_of_shards' && (Number(text) < 1 || Number(text) > 1024))
    throw illegal(`Failed to parse value [${text}] for setting [index.number_of_shards] must be >= 1`, path)
  if (/^(?:hidden|blocks\.)/.test(name) && text !== 'true' && text !== 'false')
    throw illegal(`Failed to parse value [${text}] as only [true] or [false] are allowed.`, path)
  return text
}

/** `present` with what was given laid over it. */
export function changedSettings(present: Settings, given: Readonly<Record<string, string | null>>): Settings {
  const all = Object.entries({ ...present, ...given }).filter(
    (one): one is [string, string] => one[1] !== null,
  )
  return Object.fromEntries(all)
}

import { createHash } from 'node:crypto'
import { illegal } from '../errors.ts'
import type { IndexDescription } from '../ports.ts'
import { entries, isObject, type Node } from './json.ts'

/** 22 letters that stay the same for an index as long as it lives. */
export function uuidOf({ name, createdAt }: Pick<IndexDescription, 'name' | 'createdAt'>): string {
  return createHash('sha256').update(`${name}\n${createdAt}`).digest('base64url').slice(0, 22)
}

export function showSettings(index: IndexDescription) {
  return {
    index: {
      creation_date: String(index.createdAt),
      number_of_shards: '1',
      number_of_replicas: '0',
      uuid: uuidOf(index),
      version: { created: '136408127' },
      provided_name: index.name,
    },
  }
}

/** Settings that place or pace shards: an embedded index has none of what they size. */
const SIZING = new Set([
  'number_of_shards',
  'number_of_replicas',
  'auto_expand_replicas',
  'number_of_routing_shards',
  'refresh_interval',
  'codec',
  'max_result_window',
  'mapping.total_fields.limit',
])

/** Accepts sizing settings, flat or nested, with or without `index.`; refuses every other by name. */
export function parseSettings(node: Node, prefix = '') {
  for (const [name, value] of entries(node, 'settings')) {
    const path = `${prefix}${name}`.replace(/^index\.?/, '')
    if (isObject(value.value)) parseSettings(value, path === '' ? '' : `${path}.`)
    else if (!SIZING.has(path)) {
      throw illegal(
        `unknown setting [index.${path}]: it would change how documents are kept or found, and this engine does not serve it`,
        value.path,
      )
    }
  }
}

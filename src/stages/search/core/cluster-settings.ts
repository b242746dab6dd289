import { illegal } from '../errors.ts'
import { entries, isObject, type Node } from './json.ts'

type Flat = Readonly<Record<string, string | null>>

/**
 * `{persistent: {…}, transient: {…}}` as flat names; null forgets. `action.auto_create_index` is honoured when it
 * is `true` or `false`; the others pace or place what one embedded node has not.
 */
export function clusterSettings(body: Node): { readonly persistent: Flat; readonly transient: Flat } {
  const read: Record<string, Record<string, string | null>> = { persistent: {}, transient: {} }
  for (const [name, node] of entries(body, 'cluster settings')) {
    if (name !== 'persistent' && name !== 'transient')
      throw illegal(`unknown key [${name}] for cluster settings`, node.path)
    readInto(read[name], node, '')
  }
  const { persistent, transient } = read
  if (Object.keys(persistent).length + Object.keys(transient).length === 0)
    throw illegal('no settings to update')
  return { persistent, transient }
}

const FAMILIES =
  /^(?:action|archived|bootstrap|cluster|discovery|gateway|http|indices|ingest|logger|monitor|network|node|opensearch|plugins|script|search|search_backpressure|admission_control|shard_indexing_pressure|indexing_pressure|wlm|task|thread_pool|transport|compatibility|knn|remote_store|segrep|snapshot)\./

function readInto(read: Record<string, string | null>, node: Node, prefix: string) {
  for (const [key, value] of entries(node, 'settings')) {
    const name = `${prefix}${key}`
    if (isObject(value.value)) readInto(read, value, `${name}.`)
    else if (!FAMILIES.test(name) && !name.includes('*'))
      throw illegal(
        `${prefix === '' ? 'persistent' : ''} setting [${name}], not recognized`.trim(),
        value.path,
      )
    else read[name] = value.value === null ? null : checked(name, value)
  }
}

function checked(name: string, { value, path }: Node): string {
  const text = Array.isArray(value) ? JSON.stringify(value) : String(value)
  if (name === 'search_backpressure.mode' && !['monitor_only', 'enforced', 'disabled'].includes(text))
    throw illegal(`Invalid SearchBackpressureMode: ${text}`, path)
  if (name === 'action.auto_create_index' && text !== 'true' && text !== 'false')
    throw illegal('[action.auto_create_index] is true or false here: patterns are not served', path)
  return text
}

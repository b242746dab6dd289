import { type Column, NONE } from '../../../../record/index.ts'
import type { BatchText } from '../batch-text.ts'
import { type Slab, uint32 } from '../slab.ts'
import { createWordTable, twice, type WordTable } from '../word-table.ts'
import { type WordDimension, wordColumn } from './dimension.ts'

/** Referers and the host in each: `https://user@example.com:8443/a` has `example.com`. */
export function createRefererDimension(seed: number, most: number): WordDimension {
  let hosts = new Int32Array(2 << 10)
  const table = createWordTable({
    seed,
    most,
    forget: () => {
      hosts = new Int32Array(2 << 10)
    },
    derive(entry, bytes, from, to) {
      if ((entry + 1) * 2 > hosts.length) hosts = twice(hosts)
      findHost(bytes, from, to, hosts, entry * 2)
    },
  })
  return {
    key: 'referer',
    table,
    columns: (text, slab) => [
      wordColumn('referer', 'keyword', table, text, slab),
      hostColumn(hosts, table, text, slab),
    ],
  }
}

function hostColumn(hosts: Int32Array, table: WordTable, text: BatchText, slab: Slab): Column {
  const { size, used, starts: words } = table
  const starts = uint32(slab, size)
  const ends = uint32(slab, size)
  for (let code = 0; code < size; code++) {
    const at = used[code] * 2
    starts[code] = hosts[at + 1] === 0 ? NONE : words[code] + hosts[at]
    ends[code] = words[code] + hosts[at + 1]
  }
  return { name: 'referer_host', type: 'keyword', bytes: text.bytes, starts, ends }
}

/** Writes where the host stands, counted from `from`; an end of 0 is no host. */
function findHost(bytes: Uint8Array, from: number, to: number, hosts: Int32Array, at: number): void {
  hosts[at] = 0
  hosts[at + 1] = 0
  let start = from
  while (start < to && start < from + 20 && bytes[start] !== 58) start++
  if (bytes[start] !== 58 || bytes[start + 1] !== 47 || bytes[start + 2] !== 47 || start + 3 >= to) return
  start += 3
  let end = start
  let port = -1
  for (; end < to && !endsAuthority(bytes[end]); end++) {
    if (bytes[end] === 64) {
      start = end + 1
      port = -1
    } else if (bytes[end] === 93) port = -1
    else if (bytes[end] === 58 && port < 0) port = end
  }
  if (port >= 0) end = port
  if (bytes[start] === 91) [start, end] = [start + 1, end - 1]
  if (end <= start) return
  hosts[at] = start - from
  hosts[at + 1] = end - from
}

/** `/`, `?`, `#`, and what no host holds: spaces, quotes, brackets, backslashes. */
function endsAuthority(byte: number): boolean {
  return (
    byte === 47 ||
    byte === 63 ||
    byte === 35 ||
    byte <= 32 ||
    byte === 34 ||
    byte === 60 ||
    byte === 62 ||
    byte === 92
  )
}

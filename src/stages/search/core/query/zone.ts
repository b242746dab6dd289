import { illegal } from '../../errors.ts'
import { type Zone, zoneOf } from '../date/zone.ts'
import { type Reader, text } from '../json.ts'

/** IANA name or offset. */
export function zone(...[node, name, owner]: Parameters<Reader<Zone>>): Zone {
  const found = zoneOf(text(node, name, owner))
  if (found) return found
  throw illegal(
    `[${owner}] [${name}]: [${String(node.value)}] is no time zone. Write a name such as Europe/Paris or an offset such as +02:00.`,
    node.path,
  )
}

import type { Random } from '../random.ts'
import { browserAgent } from '../traffic/agents.ts'
import { addressIn, countryAt } from '../traffic/countries.ts'
import { CRAWLERS } from '../traffic/robots.ts'
import { flat } from './draw.ts'

/** Everybody who makes requests, the busiest first; what a line takes from its client, ready to be put in. */
export interface Clients {
  /** `84.156.7.9 - - [` */
  readonly prefixes: readonly string[]
  /** `" "Mozilla/5.0 …"`, from the referrer's closing quote on. */
  readonly agents: readonly string[]
  /** 1: reads pages only, sends no referrer. */
  readonly robots: Uint8Array
}

const CLIENTS = 60_000

export function createClients(random: Random, start: number): Clients {
  const prefixes: string[] = []
  const agents: string[] = []
  const robots = new Uint8Array(CLIENTS)
  const hours = Array.from({ length: 24 }, (_, hour) => start + hour * 3_600_000)
  for (let at = 0; at < CLIENTS; at++) {
    if (random.chance(at < 400 ? 0.2 : 0.06)) {
      const { agent, network } = random.pick(CRAWLERS)
      robots[at] = 1
      prefixes.push(`${network}.${1 + random.below(254)} - - [`)
      agents.push(`" "${agent}"`)
      continue
    }
    const address = addressIn(countryAt(random.pick(hours), random), random, 0.1)
    const user = random.chance(0.004) ? `s${1000 + random.below(9000)}@students.weir.example` : '-'
    prefixes.push(`${address} - ${user} [`)
    agents.push(random.chance(0.003) ? '" "-"' : `" "${browserAgent(random)}"`)
  }
  return { prefixes: flat(prefixes), agents: flat(agents), robots }
}

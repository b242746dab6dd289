import { badIndexName } from '../errors.ts'
import { dateFormat } from './date/format.ts'
import { resolveDate } from './date/math.ts'
import { UTC, zoneOf } from './date/zone.ts'

const PART = /\{([^{}]*)(?:\{([^{}]*)\})?\}/g

/** `<web-logs-{now/d{yyyy.MM.dd|+02:00}}>` as the name that it stands for at `now`. */
export function indexNameOf(name: string, now: number): string {
  if (!name.startsWith('<')) return name
  if (!name.endsWith('>')) throw badIndexName(name, 'date math in a name ends with [>]')
  return name.slice(1, -1).replace(PART, (_, math: string, given?: string) => {
    const [format, zoneName] = (given ?? '').split('|')
    const zone = zoneName === undefined || zoneName === '' ? UTC : zoneOf(zoneName)
    if (!zone) throw badIndexName(name, `unknown time zone [${zoneName}]`)
    const { from } = resolveDate(math, { now, zone })
    return dateFormat(format === '' ? 'yyyy.MM.dd' : format).print(from, zone)
  })
}

import { hash, type Random } from '../random.ts'
import { BOOKS } from '../site/catalogue.ts'
import { PUBLIC_PATHS, SITE_URL } from '../site/feeds.ts'
import { REFERRERS } from '../traffic/referrers.ts'
import { drawTable, flat, type Words } from './draw.ts'

/** The middle of a line: `] "GET /x HTTP/1.1" 200 1234 "https://…`, up to the referrer's closing quote. */
export interface Requests {
  draw(words: Words, robot: boolean): string
}

/** Some requests for the same kind of thing, the commonest first. */
interface Pool {
  /** `] "GET /x HTTP/1.1" ` */
  readonly heads: readonly string[]
  /** Bytes of a whole answer. */
  readonly sizes: readonly number[]
  readonly ranks: Uint32Array
}

const STATIC = [
  '/static/style.css',
  '/static/site.js',
  '/static/favicon.svg',
  '/favicon.ico',
  '/robots.txt',
  '/feed.xml',
]

export function createRequests(random: Random): Requests {
  const statics = pool([...STATIC, ...BOOKS.map((book) => `/static/covers/${book.slug}.svg`)], 0.7)
  const pages = pool([...PUBLIC_PATHS, '/basket', '/checkout', '/recommendation', '/search'], 0.7)
  const lists = pool(listTargets(random), 0.85)
  const lost = pool(lostTargets(random), 0.8)
  const referrers = flat(referrerTexts(random))
  const referrerRanks = drawTable(referrers.length, 0.9)
  const terms = BOOKS.map((book) => encodeURIComponent(book.title.toLowerCase()).replaceAll('%20', '+'))

  const take = ({ heads, sizes, ranks }: Pool, word: number, outcome: number, cached: boolean) => {
    const at = ranks[word & (ranks.length - 1)]
    return heads[at] + outcomeOf(outcome, sizes[at], cached)
  }
  const once = (word: number, more: number) => {
    const token = (word * 1048576 + (more & 1048575)).toString(16)
    const term = terms[more % terms.length]
    if ((more & 0x300000) === 0)
      return `] "GET /product/${BOOKS[more % BOOKS.length].slug}?session=${token} HTTP/1.1" `
    if ((more & 0x300000) === 0x100000)
      return `] "GET /recommendation?user=s${1000 + (more % 4000)}&t=${token} HTTP/1.1" `
    return `] "GET /search?q=${term}&session=${token} HTTP/1.1" `
  }
  return {
    draw(words, robot) {
      const kind = words.next()
      const word = words.next()
      const dice = (kind >>> 16) % 100
      const referrer =
        robot || (kind & 255) < 105
          ? '-'
          : referrers[referrerRanks[(word ^ kind) & (referrerRanks.length - 1)]]
      return `${middle(dice, word, kind, robot)}"${referrer}`
    },
  }

  function middle(dice: number, word: number, kind: number, robot: boolean): string {
    if (robot) return dice < 90 ? take(pages, word, kind, false) : lostLine(word)
    if (dice < 46) return take(statics, word, kind, true)
    if (dice < 68) return take(pages, word, kind, false)
    if (dice < 82) return take(lists, word, kind, false)
    if (dice < 98) return once(word, kind) + outcomeOf(kind, 2400 + (word % 4000), false)
    return lostLine(word)
  }

  function lostLine(word: number): string {
    const at = lost.ranks[word & (lost.ranks.length - 1)]
    return `${lost.heads[at]}404 1987 `
  }
}

function outcomeOf(word: number, size: number, cached: boolean): string {
  const dice = (word >>> 6) % 1000
  if (cached && dice < 200) return '304 0 '
  if (dice < 996) return cached ? `200 ${size} ` : `200 ${size + (word & 127)} `
  if (dice < 998) return '500 1432 '
  return dice < 999 ? '503 1466 ' : '499 0 '
}

function pool(targets: readonly string[], exponent: number): Pool {
  return {
    heads: flat(targets.map((target) => `] "${target === '/basket' ? 'POST' : 'GET'} ${target} HTTP/1.1" `)),
    sizes: targets.map((target) => 900 + (hash(target) % 9000)),
    ranks: drawTable(targets.length, exponent),
  }
}

/** Searches and recommendations that many people share: 3,000 and 2,500. */
function listTargets(random: Random): readonly string[] {
  const vocabulary = BOOKS.flatMap((book) => `${book.title} ${book.author}`.toLowerCase().split(' '))
  const query = () => Array.from({ length: 1 + random.below(3) }, () => random.pick(vocabulary)).join(' ')
  const searches = Array.from(
    { length: 3000 },
    () => `/search?q=${encodeURIComponent(query()).replaceAll('%20', '+')}`,
  )
  const people = Array.from({ length: 2500 }, (_, at) => `/recommendation?user=s${1000 + at}`)
  return [...searches, ...people].sort((a, b) => hash(a) - hash(b))
}

function lostTargets(random: Random): readonly string[] {
  return Array.from({ length: 800 }, (_, at) =>
    random.pick([
      `/books/${1996 + (at % 14)}/${at}.html`,
      `/images/cover-${at}.gif`,
      `/product/out-of-print-${at}`,
      '/apple-touch-icon.png',
    ]),
  )
}

/** About 2,000: pages of the site, and outside pages. */
function referrerTexts(random: Random): readonly string[] {
  const outside = REFERRERS.filter(({ url }) => url !== '').map(({ url }) => url)
  const blogs = Array.from(
    { length: 900 },
    (_, at) => `https://reading${at % 130}.example.org/${2019 + (at % 8)}/${at}/`,
  )
  const inside = [...PUBLIC_PATHS, ...listTargets(random).slice(0, 1000)].map((path) => SITE_URL + path)
  return [
    ...outside,
    ...inside.slice(0, 70),
    ...[...inside.slice(70), ...blogs].sort((a, b) => hash(a) - hash(b)),
  ]
}

import {
  DAY,
  HOSTS,
  PATHS,
  type Plain,
  pick,
  type Random,
  START,
  WORDS,
  whole,
} from './search-plain-documents.ts'

/** A query, and the same in plain code. `score` is among the documents of one index. */
export interface Case {
  readonly query: object
  fits(document: Plain): boolean
  score(document: Plain, all: readonly Plain[]): number
}

const one = () => 1
const wordsOf = ({ title }: Plain) => (title === undefined ? [] : title.split(' '))

const idf = (all: number, some: number) => Math.log(1 + (all - some + 0.5) / (some + 0.5))

function rarity(all: readonly Plain[], field: keyof Plain, fits: (document: Plain) => boolean): number {
  return idf(all.filter((one) => one[field] !== undefined).length, all.filter(fits).length)
}

function bm25(document: Plain, word: string, all: readonly Plain[]): number {
  const words = wordsOf(document)
  const tf = words.filter((own) => own === word).length
  if (tf === 0) return 0
  const titled = all.filter(({ title }) => title !== undefined)
  const mean = titled.reduce((sum, own) => sum + wordsOf(own).length, 0) / titled.length
  const weight = rarity(all, 'title', (own) => wordsOf(own).includes(word))
  return (weight * 2.2 * tf) / (tf + 1.2 * (0.25 + (0.75 * words.length) / mean))
}

/** Everything but words in a text, whose patterns take milliseconds to make ready. */
export const PLAIN: readonly ((random: Random) => Case)[] = [
  () => ({ query: { match_all: {} }, fits: () => true, score: one }),
  (random) => keyword('path', pick(random, PATHS)),
  (random) => keyword('country', pick(random, ['FR', 'DE', 'KR', 'XX'])),
  (random) => {
    const bot = random() < 0.5
    return {
      query: { term: { bot } },
      fits: (own) => own.bot === bot,
      score: (_, all) => rarity(all, 'bot', (own) => own.bot === bot),
    }
  },
  (random) => {
    const status = pick(random, [200, 404, 500, 1])
    return { query: { term: { status } }, fits: (own) => own.status === status, score: one }
  },
  (random) => {
    const values = [pick(random, PATHS), pick(random, PATHS), 'nothing']
    return {
      query: { terms: { path: values } },
      fits: ({ path }) => values.includes(path ?? '-'),
      score: one,
    }
  },
  (random) => {
    const [from, to] = [whole(random, 500), 300 + whole(random, 700)]
    const fits = ({ ms }: Plain) => ms !== undefined && ms >= from && ms < to
    return { query: { range: { ms: { gte: from, lt: to } } }, fits, score: one }
  },
  (random) => {
    const from = START + whole(random, 40) * DAY
    const gt = new Date(from).toISOString()
    return { query: { range: { at: { gt } } }, fits: ({ at }) => at !== undefined && at > from, score: one }
  },
  (random) => {
    const field = pick(random, [
      'host',
      'country',
      'place',
      'path',
      'status',
      'ms',
      'bot',
      'at',
      'title',
    ] as const)
    return { query: { exists: { field } }, fits: (own) => own[field] !== undefined, score: one }
  },
  (random) => {
    const value = pick(random, ['/', '/a', '/s', '/w'])
    return {
      query: { prefix: { path: value } },
      fits: ({ path }) => path?.startsWith(value) ?? false,
      score: one,
    }
  },
  (random) => {
    const [value, regexp] = pick(random, [
      ['/se?rch', /^\/se.rch$/u],
      ['*a*', /a/],
      ["/it's", /^\/it's$/],
      ['/??', /^\/..$/u],
    ] as const)
    return { query: { wildcard: { path: value } }, fits: ({ path }) => regexp.test(path ?? ''), score: one }
  },
  () => ({
    query: { regexp: { path: '/(a|se.rch).*' } },
    fits: ({ path }) => /^\/(a|se.rch).*$/su.test(path ?? ''),
    score: one,
  }),
  (random) => {
    const [block, start] = pick(random, [
      ['10.0.0.0/24', /^10\.0\.0\./],
      ['10.0.0.0/15', /^10\.[01]\./],
      ['192.168.0.1', /^192\.168\.0\.1$/],
    ] as const)
    return { query: { term: { host: block } }, fits: ({ host }) => start.test(host ?? ''), score: one }
  },
  (random) => {
    const value = pick(random, ['/serch', '/search', '/b', '/q'])
    return {
      query: { fuzzy: { path: { value, fuzziness: 1, transpositions: false } } },
      fits: ({ path }) => path !== undefined && distance(path, value) <= 1,
      score: one,
    }
  },
  (random) => {
    const [top, left] = [40 + whole(random, 20), pick(random, [-10, 0, 5, 170])]
    const [bottom, right] = [top - 60, pick(random, [14, 130, -170])]
    const fits = ({ place }: Plain) => {
      if (!place || place.lat > top || place.lat < bottom) return false
      const { lon } = place
      return left <= right ? lon >= left && lon <= right : lon >= left || lon <= right
    }
    const box = { top_left: { lat: top, lon: left }, bottom_right: { lat: bottom, lon: right } }
    return { query: { geo_bounding_box: { place: box } }, fits, score: one }
  },
  (random) => {
    const km = 100 + whole(random, 3000)
    const { place: centre } = HOSTS[whole(random, 4)] as { place: { lat: number; lon: number } }
    return {
      query: { geo_distance: { distance: `${km}km`, place: centre } },
      fits: ({ place }) => place !== undefined && metres(place, centre) <= km * 1000,
      score: one,
    }
  },
]

const LEAVES: typeof PLAIN = [
  ...PLAIN,
  (random) => match([pick(random, WORDS), pick(random, WORDS), 'nothing'], 'or'),
  (random) => match([pick(random, WORDS), pick(random, WORDS)], 'and'),
  (random) => phrase([pick(random, WORDS), pick(random, WORDS)], pick(random, [0, 0, 1, 2, 3])),
]

function keyword(field: 'path' | 'country', value: string): Case {
  const fits = (own: Plain) => own[field] === value
  return { query: { term: { [field]: value } }, fits, score: (_, all) => rarity(all, field, fits) }
}

function match(words: readonly string[], operator: 'or' | 'and'): Case {
  const has = (own: Plain) => (word: string) => wordsOf(own).includes(word)
  return {
    query: { match: { title: { query: words.join(' '), operator } } },
    fits: (own) => (operator === 'or' ? words.some(has(own)) : words.every(has(own))),
    score: (own, all) => words.reduce((sum, word) => sum + bm25(own, word, all), 0),
  }
}

function phrase([first, second]: readonly string[], slop: number): Case {
  const fits = (own: Plain) => {
    const words = wordsOf(own)
    return words.some(
      (word, at) =>
        word === first && words.some((other, there) => other === second && Math.abs(there - 1 - at) <= slop),
    )
  }
  const query = slop === 0 ? `${first} ${second}` : { query: `${first} ${second}`, slop }
  return { query: { constant_score: { filter: { match_phrase: { title: query } } } }, fits, score: one }
}

function distance(a: string, b: string): number {
  const [from, to] = [[...a], [...b]]
  let row = to.map((_, at) => at + 1)
  row.unshift(0)
  for (const [at, sign] of from.entries()) {
    const next = [at + 1]
    for (const [there, other] of to.entries()) {
      next.push(Math.min(row[there] + (sign === other ? 0 : 1), row[there + 1] + 1, next[there] + 1))
    }
    row = next
  }
  return row[to.length]
}

function metres(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const half =
    Math.sin(rad(a.lat - b.lat) / 2) ** 2 +
    Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(a.lon - b.lon) / 2) ** 2
  return 2 * 6_371_008.7714 * Math.asin(Math.sqrt(half))
}

/** A random query of up to so many levels. */
export function queryOf(random: Random, depth = 2, leaves = LEAVES): Case {
  const kind = depth > 0 ? random() : 1
  if (kind < 0.45) return bool(random, depth, leaves)
  if (kind < 0.55) return best(random, depth, leaves)
  if (kind < 0.65) {
    const inner = queryOf(random, depth - 1, leaves)
    return {
      query: { constant_score: { filter: inner.query, boost: 2.5 } },
      fits: inner.fits,
      score: () => 2.5,
    }
  }
  return pick(random, leaves)(random)
}

function bool(random: Random, depth: number, leaves: typeof LEAVES): Case {
  const some = (most: number) =>
    Array.from({ length: whole(random, most + 1) }, () => queryOf(random, depth - 1, leaves))
  const [must, filter, should, mustNot] = [some(1), some(1), some(3), some(1)]
  const usual = must.length + filter.length === 0 && should.length > 0 ? 1 : 0
  const least = should.length > 1 && random() < 0.3 ? 2 : usual
  const bodies = (cases: readonly Case[]) => cases.map(({ query }) => query)
  return {
    query: {
      bool: {
        must: bodies(must),
        filter: bodies(filter),
        should: bodies(should),
        must_not: bodies(mustNot),
        ...(least === usual ? {} : { minimum_should_match: least }),
      },
    },
    fits: (own) =>
      [...must, ...filter].every(({ fits }) => fits(own)) &&
      !mustNot.some(({ fits }) => fits(own)) &&
      should.filter(({ fits }) => fits(own)).length >= least,
    score: (own, all) =>
      [...must, ...should.filter(({ fits }) => fits(own))].reduce(
        (sum, { score }) => sum + score(own, all),
        0,
      ),
  }
}

function best(random: Random, depth: number, leaves: typeof LEAVES): Case {
  const queries = Array.from({ length: 1 + whole(random, 3) }, () => queryOf(random, depth - 1, leaves))
  const tie = pick(random, [0, 0.5])
  return {
    query: { dis_max: { queries: queries.map(({ query }) => query), tie_breaker: tie } },
    fits: (own) => queries.some(({ fits }) => fits(own)),
    score(own, all) {
      const scores = queries.filter(({ fits }) => fits(own)).map(({ score }) => score(own, all))
      const most = Math.max(...scores)
      return most + tie * (scores.reduce((sum, score) => sum + score, 0) - most)
    },
  }
}

import type { Doc } from './evaluate.ts'

/** Seeded (mulberry32), so that a test sees the same bookstore every time. */
export function createChance(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  /** One of a list; earlier entries are more likely the higher `skew` is. */
  const pick = <T>(list: readonly T[], skew = 1): T => list[Math.floor(next() ** skew * list.length)]
  return { next, pick }
}

const COUNTRIES =
  'US DE GB FR IN JP BR CA NL AU CN SE ES IT PL KR MX ZA NG AR RU TR ID CH EG KE VN SG CL NZ'.split(' ')
const CITIES: Record<string, string> = {
  US: 'Boston',
  DE: 'Hamburg',
  GB: 'Leeds',
  FR: 'Lyon',
  IN: 'Pune',
  JP: 'Osaka',
}
const TITLES = [
  'linear-algebra-done-right',
  'introduction-to-algorithms',
  'the-art-of-electronics',
  'molecular-biology-of-the-cell',
  'principles-of-economics',
  'organic-chemistry',
  'a-history-of-western-philosophy',
  'structure-and-interpretation',
  'campbell-biology',
  'university-physics',
  'thinking-fast-and-slow',
  'the-elements-of-style',
  'gray-s-anatomy',
  'calculus-early-transcendentals',
  'microeconomic-theory',
  'operating-systems-three-easy-pieces',
]
const AGENTS: readonly [string, string, string, string, string, boolean][] = [
  ['Chrome', '142.0', 'Windows', '11', 'desktop', false],
  ['Chrome', '141.0', 'Windows', '10', 'desktop', false],
  ['Mobile Safari', '19.1', 'iOS', '19.1', 'mobile', false],
  ['Chrome', '142.0', 'Android', '16', 'mobile', false],
  ['Firefox', '145.0', 'Linux', 'Ubuntu', 'desktop', false],
  ['Safari', '19.0', 'macOS', '26', 'desktop', false],
  ['Edge', '142.0', 'Windows', '11', 'desktop', false],
  ['Firefox', '144.0', 'Windows', '10', 'desktop', false],
  ['Mobile Safari', '18.6', 'iOS', '18.6', 'mobile', false],
  ['Samsung Internet', '29.0', 'Android', '15', 'mobile', false],
  ['Mobile Safari', '18.6', 'iPadOS', '18.6', 'tablet', false],
  ['Googlebot', '2.1', 'Other', '', 'bot', true],
  ['bingbot', '2.0', 'Other', '', 'bot', true],
  ['GPTBot', '1.2', 'Other', '', 'bot', true],
]
const REFERRERS = [
  'www.google.com',
  'www.bing.com',
  'duckduckgo.com',
  'news.ycombinator.com',
  'campus.example.edu',
  't.co',
]
const MISSING = [
  '/favicon.ico',
  '/apple-touch-icon.png',
  '/old/catalogue.html',
  '/robots.txt.bak',
  '/ads.txt',
]
const PROBES = ['/.env', '/wp-login.php', '/.git/config', '/phpmyadmin/', '/admin.php', '/cgi-bin/test.cgi']
const SITE = 'https://books.example.edu'

export type Traffic = (at: number) => Doc

/** Lines of the bookstore, one a call. */
export function createTraffic(seed = 7): Traffic {
  const { next, pick } = createChance(seed)
  const clients = Array.from({ length: 900 }, (_, i) => {
    const country = pick(COUNTRIES, 2.2)
    const [browser, browser_version, os, os_version, device, bot] = pick(AGENTS, 1.7)
    const agent = bot
      ? `Mozilla/5.0 (compatible; ${browser}/${browser_version}; +http://example.com/bot.html)`
      : `Mozilla/5.0 (${os} ${os_version}) ${browser}/${browser_version}`
    return {
      host:
        i % 9 === 0
          ? `2001:db8:${i.toString(16)}::${(i * 7).toString(16)}`
          : `${20 + (i % 180)}.${(i * 37) % 256}.${(i * 91) % 256}.${1 + (i % 250)}`,
      country,
      city: CITIES[country],
      browser,
      browser_version,
      os,
      ...(os_version ? { os_version } : {}),
      device,
      bot,
      agent,
    }
  })
  let id = 0

  function visit(): {
    path: string
    query?: string
    referer?: string
    status: number
    verb?: string
    slow?: number
  } {
    const at = next()
    const product = `/product/${pick(TITLES, 1.8)}`
    if (at < 0.16)
      return {
        path: '/',
        referer: next() < 0.6 ? `https://${pick(REFERRERS, 1.6)}/` : undefined,
        status: 200,
      }
    if (at < 0.32)
      return {
        path: '/search',
        query: `q=${pick(TITLES).split('-')[0]}`,
        referer: `${SITE}/`,
        status: 200,
        slow: 4,
      }
    if (at < 0.4) return { path: '/recommendations', referer: `${SITE}/`, status: 200, slow: 2 }
    if (at < 0.55)
      return { path: product, referer: `${SITE}/search?q=${pick(TITLES).split('-')[0]}`, status: 200 }
    if (at < 0.67) return { path: product, referer: `${SITE}/recommendations`, status: 200 }
    if (at < 0.72)
      return { path: product, referer: next() < 0.5 ? `https://${pick(REFERRERS)}/` : undefined, status: 200 }
    if (at < 0.8) return { path: '/static/app.css', referer: `${SITE}/`, status: next() < 0.5 ? 304 : 200 }
    if (at < 0.87) return { path: '/static/app.js', referer: `${SITE}/`, status: next() < 0.4 ? 304 : 200 }
    if (at < 0.91) return { path: '/basket', referer: `${SITE}${product}`, status: 200, verb: 'POST' }
    if (at < 0.935)
      return {
        path: '/checkout',
        referer: `${SITE}/basket`,
        status: next() < 0.08 ? 502 : 302,
        verb: 'POST',
        slow: 9,
      }
    if (at < 0.955) return { path: '/account/orders', status: next() < 0.5 ? 401 : 200, slow: 3 }
    if (at < 0.985) return { path: pick(MISSING, 1.5), status: 404 }
    return { path: '/api/stock', status: next() < 0.25 ? 500 : 200, slow: 6 }
  }

  function unparsed(at: number): Doc {
    return {
      _id: id++,
      timestamp: at,
      message: '\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03 - - "',
      parse_error: 'no format matches: expected [time] at character 27',
    }
  }

  function attack(at: number): Doc {
    const path = next() < 0.4 ? pick(PROBES) : `/${Math.floor(next() * 4000).toString(36)}/admin.php`
    return {
      ...line(at, { path, status: next() < 0.9 ? 404 : 403 }),
      host: '185.220.101.47',
      country: 'RU',
      city: undefined,
      agent: 'sqlmap/1.9.4#stable (https://sqlmap.org)',
      browser: 'sqlmap',
      browser_version: '1.9.4',
      os: 'Other',
      os_version: undefined,
      device: 'bot',
      bot: true,
    }
  }

  function line(at: number, request: ReturnType<typeof visit>): Doc {
    const { path, query, referer, status, verb = 'GET', slow = 1 } = request
    const uri = query ? `${path}?${query}` : path
    const client = pick(clients, 1.4)
    return {
      _id: id++,
      timestamp: at,
      ...client,
      verb,
      uri,
      path,
      query,
      protocol: next() < 0.8 ? 'HTTP/2.0' : 'HTTP/1.1',
      request: `${verb} ${uri} HTTP/2.0`,
      status,
      bytes: status === 304 ? 0 : Math.floor(400 + next() ** 3 * 60_000),
      referer,
      referer_host: referer?.split('/')[2],
      request_time: Math.round(slow * (0.004 + next() ** 6 * 0.4) * 1000) / 1000,
      vhost: path.startsWith('/api') ? 'api.books.example.edu' : 'books.example.edu',
    }
  }

  return (at) => {
    // A scan of half an hour, in the last twenty minutes of each two hours.
    const chance = next()
    const scanned = (at / 60_000) % 120 > 100 ? 0.2 : 0.001
    if (chance < scanned) return attack(at)
    return chance > 0.9985 ? unparsed(at) : line(at, visit())
  }
}

/** `count` lines, older ones sparser, with a daily rhythm, up to `now`. */
export function history(traffic: Traffic, count: number, now: number, seed = 11): Doc[] {
  const { next } = createChance(seed)
  const times: number[] = []
  while (times.length < count) {
    const age = next() < 0.16 ? next() * 3_600_000 : next() ** 1.7 * 9 * 86_400_000
    const at = now - age
    const hour = new Date(at).getHours()
    const weekend = [0, 6].includes(new Date(at).getDay()) ? 0.55 : 1
    const busy = (0.25 + 0.75 * Math.max(0, Math.sin(((hour - 6) / 18) * Math.PI))) * weekend
    if (age < 3_600_000 || next() < busy) times.push(Math.floor(at / 1000) * 1000)
  }
  return times.sort((a, b) => a - b).map(traffic)
}

import { type Random, weighted, zipf } from '../random.ts'
import { PUBLIC_PATHS } from '../site/feeds.ts'
import { etagOf } from '../site/static.ts'
import { addressIn, COUNTRIES } from './countries.ts'
import { type Session, step } from './step.ts'

interface Crawler {
  readonly weight: number
  readonly agent: string
  /** First octets of where it comes from; the rest is drawn. */
  readonly network: string
  /** Pages it takes in one go, on average, and seconds between them. */
  readonly pages: number
  readonly pause: number
}

const COMPATIBLE = 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible;'

export const CRAWLERS: readonly Crawler[] = [
  {
    weight: 26,
    agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    network: '66.249.66',
    pages: 18,
    pause: 9,
  },
  {
    weight: 9,
    agent:
      'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    network: '66.249.70',
    pages: 12,
    pause: 9,
  },
  {
    weight: 14,
    agent: `${COMPATIBLE} bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36`,
    network: '157.55.39',
    pages: 14,
    pause: 11,
  },
  {
    weight: 14,
    agent: `${COMPATIBLE} GPTBot/1.3; +https://openai.com/gptbot)`,
    network: '20.171.207',
    pages: 30,
    pause: 3,
  },
  {
    weight: 9,
    agent: `${COMPATIBLE} ClaudeBot/1.0; +claudebot@anthropic.com)`,
    network: '216.73.216',
    pages: 25,
    pause: 4,
  },
  {
    weight: 8,
    agent: 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    network: '54.36.148',
    pages: 16,
    pause: 10,
  },
  {
    weight: 6,
    agent: 'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
    network: '85.208.96',
    pages: 15,
    pause: 8,
  },
  {
    weight: 4,
    agent: 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
    network: '5.255.231',
    pages: 9,
    pause: 14,
  },
  {
    weight: 3,
    agent: 'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
    network: '116.179.32',
    pages: 8,
    pause: 14,
  },
  {
    weight: 3,
    agent: 'Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)',
    network: '114.119.136',
    pages: 12,
    pause: 7,
  },
  {
    weight: 2,
    agent: 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    network: '173.252.107',
    pages: 1,
    pause: 2,
  },
  {
    weight: 1,
    agent: 'Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)',
    network: '207.241.237',
    pages: 20,
    pause: 5,
  },
]

const pickCrawler = weighted(CRAWLERS)
const page = zipf(PUBLIC_PATHS.length, 0.4)

/** A crawler reads robots.txt, now and then the sitemap, then pages; it follows no script, style or image. */
export function* crawler(random: Random): Session {
  const { agent, network, pages, pause } = pickCrawler(random)
  const bot = { agent, address: `${network}.${1 + random.below(254)}` }
  yield step(bot, random.wait(pause), '/robots.txt')
  if (random.chance(0.25)) yield step(bot, random.wait(pause), '/sitemap.xml')
  const count = 1 + Math.floor(random.wait(pages))
  for (let at = 0; at < count; at++) {
    yield step(bot, 0.3 + random.wait(pause), crawled(random))
  }
}

function crawled(random: Random): string {
  if (random.chance(0.05))
    return `/books/${1996 + random.below(14)}/${random.pick(['index', 'new', 'sale'])}.html`
  if (random.chance(0.05)) return PUBLIC_PATHS[page(random)].replace('/product/', '/products/')
  return PUBLIC_PATHS[page(random)]
}

const FEED_READERS = [
  'Feedly/1.0 (+https://feedly.com/poller.html; 14 subscribers; )',
  'Mozilla/5.0 (compatible; Miniflux/2.2.13; +https://miniflux.app)',
  'FreshRSS/1.27.1 (Linux; https://freshrss.org)',
  'NetNewsWire (RSS Reader; https://netnewswire.com/)',
  'Tiny Tiny RSS/25.10 (https://tt-rss.org/)',
]

/** A feed reader asks whether there is something new; mostly there is not. */
export function* feedReader(random: Random): Session {
  const visitor = { agent: random.pick(FEED_READERS), address: addressIn(random.pick(COUNTRIES), random) }
  const etag = etagOf('/feed.xml')
  yield step(visitor, random.wait(20), '/feed.xml', {
    headers: random.chance(0.85) && etag ? { 'if-none-match': etag } : {},
  })
}

/** Uptime checks from two places, for ever, once a minute together. */
export function* probe(random: Random): Session {
  const agent = 'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)'
  for (;;) {
    const address = random.pick(['216.144.248.19', '69.162.124.227'])
    yield step({ agent, address }, 60, '/health', { method: 'HEAD' })
  }
}

/** Staff (or somebody who says so) at a door that never opens. */
export function* knock(random: Random): Session {
  const user = random.pick(['ada@weir.example', 'registrar@weir.example', 'admin', 'shop@books.weir.example'])
  const visitor = {
    agent: random.pick([
      'curl/8.17.0',
      'python-requests/2.32.5',
      'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
    ]),
    address: addressIn(random.pick(COUNTRIES), random),
  }
  const count = 1 + random.below(4)
  yield step(visitor, random.wait(20), '/admin')
  for (let at = 0; at < count; at++) {
    const authorization = `Basic ${btoa(`${user}:guess-${at}`)}`
    yield step(visitor, random.between(1, 6), '/admin', { headers: { authorization } })
  }
}

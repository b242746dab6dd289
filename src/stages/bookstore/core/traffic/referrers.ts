import { type Random, weighted } from '../random.ts'

interface Referrer {
  readonly weight: number
  /** Empty: typed or from an app, no referrer. */
  readonly url: string
}

/** Where readers come from. Search engines send their bare origin, as browsers have done for years. */
export const REFERRERS: readonly Referrer[] = [
  { weight: 34, url: '' },
  { weight: 27, url: 'https://www.google.com/' },
  { weight: 5, url: 'https://www.bing.com/' },
  { weight: 3.5, url: 'https://duckduckgo.com/' },
  { weight: 1.2, url: 'https://search.yahoo.com/' },
  { weight: 1.2, url: 'https://www.ecosia.org/' },
  { weight: 1, url: 'https://yandex.ru/' },
  { weight: 1.5, url: 'https://www.baidu.com/link?url=Zk3b' },
  { weight: 2.2, url: 'https://chatgpt.com/' },
  { weight: 1, url: 'https://www.perplexity.ai/' },
  { weight: 4.5, url: 'https://www.weir.example/students/reading-lists' },
  { weight: 3, url: 'https://library.weir.example/catalogue' },
  { weight: 2.5, url: 'https://learn.weir.example/courses/computing-101/books' },
  { weight: 1.6, url: 'https://learn.weir.example/courses/history-204/week-3' },
  { weight: 1.2, url: 'https://news.weir.example/2026/autumn-books' },
  { weight: 2.4, url: 'https://www.facebook.com/' },
  { weight: 2, url: 'https://l.instagram.com/' },
  { weight: 1.7, url: 'https://www.reddit.com/' },
  { weight: 1.4, url: 'https://t.co/9sJxQ2bQe1' },
  { weight: 1, url: 'https://bsky.app/' },
  { weight: 0.8, url: 'https://mastodon.social/' },
  { weight: 0.9, url: 'https://www.linkedin.com/' },
  { weight: 0.8, url: 'https://news.ycombinator.com/item?id=45110882' },
  { weight: 0.6, url: 'https://en.wikipedia.org/' },
]

const pick = weighted(REFERRERS)

export function outsideReferrer(random: Random): string {
  return pick(random).url
}

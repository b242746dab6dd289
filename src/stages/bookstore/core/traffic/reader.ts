import { hash, type Random, zipf } from '../random.ts'
import { BOOKS, type Book, FIELDS, recommendedFor, relatedTo, slugOf } from '../site/catalogue.ts'
import { SITE_URL } from '../site/feeds.ts'
import { basketValue } from '../site/respond.ts'
import { etagOf } from '../site/static.ts'
import { browserAgent } from './agents.ts'
import { addressIn, countryAt } from './countries.ts'
import { outsideReferrer } from './referrers.ts'
import { type Session, type Step, type StepOptions, step } from './step.ts'

const STUDENTS = 4000
const student = zipf(STUDENTS, 0.8)
const popular = zipf(BOOKS.length, 0.75)

const OLD_LINKS = [
  '/books/1998/index.html',
  '/catalogue.php?dept=maths',
  '/images/cover-12.gif',
  '/images/banner-autumn.jpg',
  '/static/covers/the-lost-atlas.svg',
  '/product/calculus-for-cats',
  '/product/the-lost-atlas',
  '/apple-touch-icon.png',
  '/static/fonts/mill.woff2',
  '/timetable.pdf',
]

/** A reader in a browser: lands somewhere, looks around, perhaps buys. Begins at `at`, ms since 1970. */
export function* reader(at: number, random: Random): Session {
  const visitor = { address: addressIn(countryAt(at, random), random), agent: browserAgent(random) }
  const browser = openBrowser(random, (pause, target, options) => step(visitor, pause, target, options))
  yield* land(browser, random)
  if (random.chance(0.28)) return
  const rounds = 1 + Math.floor(random.wait(1.5))
  for (let round = 0; round < rounds; round++) yield* browse(browser, random)
  if (browser.basket.length > 0) yield* pay(browser, random)
}

interface Browser {
  readonly user: string
  readonly basket: string[]
  /** Page that is open now, as a whole address; empty before the first. */
  page: string
  /** A click: the page with what it needs. The page before is the referrer. */
  open(pause: number, target: string, covers?: readonly Book[], options?: StepOptions): Session
  send(pause: number, target: string, options: StepOptions): Session
}

type Make = (pause: number, target: string, options: StepOptions) => Step

function openBrowser(random: Random, make: Make): Browser {
  const known = random.chance(0.35)
  const seen = new Set<string>()
  const asset = function* (target: string, referer: string): Session {
    if (seen.has(target)) return
    seen.add(target)
    const etag = known && etagOf(target)
    yield make(random.between(0.02, 0.25), target, {
      referer,
      headers: etag ? { 'if-none-match': etag } : {},
    })
  }
  const cookie = (): Readonly<Record<string, string>> =>
    browser.basket.length > 0 ? { cookie: basketValue(browser.basket) } : {}
  const browser: Browser = {
    user: `s${1000 + student(random)}`,
    basket: [],
    page: '',
    *open(pause, target, covers = [], options = {}) {
      const headers = { ...cookie(), ...options.headers }
      yield make(pause, target, { referer: browser.page, ...options, headers })
      browser.page = SITE_URL + target
      for (const path of ['/static/style.css', '/static/site.js', '/static/favicon.svg'])
        yield* asset(path, browser.page)
      for (const book of covers) yield* asset(`/static/covers/${book.slug}.svg`, browser.page)
    },
    *send(pause, target, options) {
      yield make(pause, target, {
        referer: browser.page,
        ...options,
        headers: { ...cookie(), ...options.headers },
      })
    },
  }
  return browser
}

function think(random: Random): number {
  return 2 + random.wait(14)
}

function* land(browser: Browser, random: Random): Session {
  const referer = outsideReferrer(random)
  const dice = random.next()
  const open = (target: string, covers: readonly Book[] = []) =>
    browser.open(think(random), target, covers, { referer })
  if (dice < 0.5) yield* open('/', someBooks(random, 3))
  else if (dice < 0.66) yield* landOnBook(browser, random, referer)
  else if (dice < 0.78) yield* open(searchFor(favourite(random), random))
  else if (dice < 0.9)
    yield* open(`/recommendation?user=${browser.user}`, recommendedFor(browser.user).slice(0, 3))
  else if (dice < 0.965) yield* open(`/field/${slugOf(random.pick(FIELDS))}`, someBooks(random, 3))
  else yield* open(random.pick(OLD_LINKS))
}

/** Some outside links are years old and still point to where the books were before. */
function* landOnBook(browser: Browser, random: Random, referer: string): Session {
  const book = favourite(random)
  if (random.chance(0.2)) yield* browser.send(think(random), `/products/${book.slug}`, { referer })
  const pause = random.chance(0.2) ? 0.1 : think(random)
  yield* browser.open(pause, `/product/${book.slug}`, [book, ...relatedTo(book).slice(0, 1)], { referer })
}

/** One round: a list (by search, by recommendation, by shelf), then books from it. */
function* browse(browser: Browser, random: Random): Session {
  const wanted = favourite(random)
  const dice = random.next()
  const bySearch = searchShare(wanted)
  let books: readonly Book[] = [wanted]
  if (dice < bySearch) yield* browser.open(think(random), searchFor(wanted, random), [wanted])
  else if (dice < 0.92) {
    const picks = recommendedFor(browser.user)
    books = [random.pick(picks), random.pick(picks)]
    yield* browser.open(think(random), `/recommendation?user=${browser.user}`, picks.slice(0, 4))
  } else yield* browser.open(think(random), `/field/${slugOf(wanted.field)}`, [wanted])
  const list = browser.page
  for (const book of new Set(books)) {
    browser.page = list
    yield* look(browser, book, random)
  }
}

/** Readers of some fields search, those of others take what is recommended. */
function searchShare(book: Book): number {
  return 0.25 + (hash(book.field) % 50) / 100
}

function* look(browser: Browser, book: Book, random: Random): Session {
  yield* browser.open(think(random), `/product/${book.slug}`, [book, ...relatedTo(book).slice(0, 1)])
  if (random.chance(0.22)) {
    const other = random.pick(relatedTo(book))
    yield* browser.open(think(random), `/product/${other.slug}`, [other])
  } else if (random.chance(0.26)) {
    yield* browser.send(think(random), '/basket', { method: 'POST', body: `add=${book.slug}` })
    if (!browser.basket.includes(book.slug)) browser.basket.push(book.slug)
    yield* browser.open(0.1, '/basket')
  }
}

function* pay(browser: Browser, random: Random): Session {
  if (random.chance(0.4)) return
  yield* browser.open(think(random), '/checkout')
  if (random.chance(0.25)) return
  const name = random.chance(0.06) ? '' : browser.user
  const body = `name=${name}&email=${browser.user}%40students.weir.example`
  yield* browser.send(15 + think(random), '/checkout', { method: 'POST', body })
  if (name === '') return
  browser.basket.length = 0
  yield* browser.open(0.1, `/checkout/thanks?order=${100_000 + random.below(900_000)}`)
}

function favourite(random: Random): Book {
  // A fixed shuffle, so that the favourites come from every field.
  return BOOKS[(popular(random) * 37 + 11) % BOOKS.length]
}

function someBooks(random: Random, count: number): readonly Book[] {
  return Array.from({ length: count }, () => favourite(random))
}

/** What somebody who wants this book would type. */
function searchFor(book: Book, random: Random): string {
  const words = book.title.split(' ')
  const query = random.pick([
    book.title,
    book.author.split(' ').at(-1) ?? book.author,
    words.filter((word) => word.length > 3).at(-1) ?? book.title,
    words.slice(0, 2).join(' '),
    book.field,
    `${book.field} ${words.at(-1)}`,
    random.chance(0.2) ? 'second hand calculus' : book.author,
  ])
  return `/search?q=${encodeURIComponent(query.toLowerCase()).replaceAll('%20', '+')}`
}

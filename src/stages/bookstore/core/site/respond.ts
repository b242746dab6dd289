import { hash, type Random } from '../random.ts'
import { type Answer, message, page, redirect, type SiteRequest, text, type Visit } from './answer.ts'
import { type Book, fieldOf, findBook } from './catalogue.ts'
import {
  aboutPage,
  basketPage,
  checkoutPage,
  fieldPage,
  homePage,
  productPage,
  recommendationPage,
  searchPage,
  thanksPage,
} from './pages.ts'
import { staticFile } from './static.ts'

interface Route {
  readonly methods: readonly string[]
  run(visit: Visit, rest: string): Answer
}

const READ = ['GET', 'HEAD']
const FORM = ['GET', 'HEAD', 'POST']

/** By path; a path that ends in `/` (but `/` itself) takes whatever follows it as `rest`. */
const ROUTES: Readonly<Record<string, Route>> = {
  '/': { methods: READ, run: (visit) => page(visit, homePage(Math.floor(visit.at / 3_600_000))) },
  '/search': { methods: READ, run: search },
  '/recommendation': { methods: READ, run: recommend },
  '/product/': { methods: READ, run: product },
  '/products/': { methods: READ, run: movedProduct },
  '/field/': { methods: READ, run: shelfOf },
  '/basket': { methods: FORM, run: basket },
  '/checkout': { methods: FORM, run: checkout },
  '/checkout/thanks': { methods: READ, run: thanks },
  '/about': { methods: READ, run: (visit) => page(visit, aboutPage()) },
  '/admin': { methods: FORM, run: admin },
  '/health': { methods: READ, run: () => text('text/plain', 'ok\n') },
}

/** Longest query that the search looks at; browsers stop at 200 by the form's own limit. */
const LONGEST_QUERY = 400

/**
 * The whole site as a function: the same request, time and chance give the same answer. `random` decides how
 * long the answer takes and whether something goes wrong now and then.
 */
export function respond(request: SiteRequest, random: Random): Answer {
  const visit = toVisit(request, random)
  if (!visit) return badTarget(request, random)
  const found = findRoute(visit.path)
  if (!found) return readOnly(visit) ?? notFound(visit)
  if (!found.route.methods.includes(visit.method)) return wrongMethod(visit, found.route.methods)
  if (visit.path !== '/health' && random.chance(0.0012)) return broken(visit)
  return found.route.run(visit, found.rest)
}

function readOnly(visit: Visit): Answer | undefined {
  const answer = staticFile(visit)
  return answer && (READ.includes(visit.method) ? answer : wrongMethod(visit, READ))
}

function findRoute(path: string): { route: Route; rest: string } | undefined {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path
  if (Object.hasOwn(ROUTES, plain)) return { route: ROUTES[plain], rest: '' }
  const cut = plain.indexOf('/', 1) + 1
  const prefix = plain.slice(0, cut)
  if (cut < 2 || !Object.hasOwn(ROUTES, prefix)) return undefined
  return { route: ROUTES[prefix], rest: plain.slice(cut) }
}

/** Takes the target apart; undefined when it is no path, climbs out of the root or holds broken escapes. */
function toVisit(request: SiteRequest, random: Random): Visit | undefined {
  const target = request.target.replace(/^https?:\/\/[^/?#]*/i, '')
  const [beforeHash] = target.split('#', 1)
  const mark = beforeHash.indexOf('?')
  const path = decodePath(mark < 0 ? beforeHash : beforeHash.slice(0, mark))
  if (!path?.startsWith('/') || path.includes('\0') || path.split(/[/\\]/).includes('..')) return undefined
  const query = new URLSearchParams(mark < 0 ? '' : beforeHash.slice(mark + 1))
  return { ...request, path, query, basket: readBasket(request.headers.cookie), random }
}

function decodePath(path: string): string | undefined {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function search(visit: Visit): Answer {
  const query = (visit.query.get('q') ?? '').slice(0, LONGEST_QUERY)
  return page(visit, searchPage(query), { delayMillis: 12 + visit.random.wait(25) })
}

/** Recommendations are computed; every twenty-fifth time or so it takes seconds, and in a bad spell it fails. */
function recommend(visit: Visit): Answer {
  const user = (visit.query.get('user') ?? '').slice(0, 80)
  const spell = isBadSpell(visit.at)
  if (visit.random.chance(spell ? 0.4 : 0.006)) {
    return message(visit, 503, 'One moment', 'The recommendations are busy. Please try again shortly.', {
      'retry-after': '30',
    })
  }
  const slow = visit.random.chance(spell ? 0.5 : 0.04)
  const delayMillis = slow ? Math.min(900 + visit.random.wait(900), 4500) : 60 + visit.random.wait(90)
  return page(visit, recommendationPage(user), { delayMillis })
}

/** Two minutes of trouble, about once in five hours. */
function isBadSpell(at: number): boolean {
  return hash(`spell/${Math.floor(at / 120_000)}`) % 150 === 0
}

function product(visit: Visit, slug: string): Answer {
  const book = findBook(slug)
  return book ? page(visit, productPage(book), { delayMillis: 4 + visit.random.wait(8) }) : notFound(visit)
}

function movedProduct(visit: Visit, slug: string): Answer {
  return findBook(slug) ? redirect(301, `/product/${slug}`) : notFound(visit)
}

function shelfOf(visit: Visit, slug: string): Answer {
  const field = fieldOf(slug)
  return field ? page(visit, fieldPage(field)) : notFound(visit)
}

function basket(visit: Visit): Answer {
  if (visit.method !== 'POST') return page(visit, basketPage(booksIn(visit.basket)))
  const form = new URLSearchParams(visit.body)
  const add = form.get('add')
  const remove = form.get('remove')
  if (add !== null && !findBook(add)) {
    return message(visit, 400, 'No such book', 'The book that you tried to add is not in our catalogue.')
  }
  const kept = visit.basket.filter((slug) => slug !== remove && slug !== add)
  return redirect(302, '/basket', { headers: basketCookie(add === null ? kept : [...kept, add]) })
}

function checkout(visit: Visit): Answer {
  const books = booksIn(visit.basket)
  if (visit.method !== 'POST') return page(visit, checkoutPage(books, { name: '', email: '' }))
  const form = new URLSearchParams(visit.body)
  const order = { name: (form.get('name') ?? '').trim(), email: (form.get('email') ?? '').trim() }
  const wrong = {
    ...(order.name ? {} : { name: 'Please tell us your name.' }),
    ...(/^[^\s@]+@[^\s@]+$/.test(order.email) ? {} : { email: 'An address looks like name@place.' }),
  }
  if (Object.keys(wrong).length > 0) return page(visit, checkoutPage(books, order, wrong), { status: 422 })
  const number = 100_000 + visit.random.below(900_000)
  return redirect(302, `/checkout/thanks?order=${number}`, {
    delayMillis: 120 + visit.random.wait(150),
    headers: basketCookie([]),
  })
}

function thanks(visit: Visit): Answer {
  return page(visit, thanksPage((visit.query.get('order') ?? '').slice(0, 20)))
}

/** Nobody is let in: there is nothing behind the door. */
function admin(visit: Visit): Answer {
  return message(visit, 401, 'Staff only', 'This door opens for staff.', {
    'www-authenticate': 'Basic realm="Staff of the bookstore", charset="UTF-8"',
  })
}

function notFound(visit: Visit): Answer {
  return message(
    visit,
    404,
    'Not on our shelves',
    'There is no such page here. Perhaps on one of these shelves:',
  )
}

function broken(visit: Visit): Answer {
  return message(visit, 500, 'Something broke', 'The fault is ours. Please try again.')
}

function wrongMethod(visit: Visit, methods: readonly string[]): Answer {
  return message(visit, 405, 'Not like this', `This page takes ${methods.join(', ')}.`, {
    allow: methods.join(', '),
  })
}

function badTarget(request: SiteRequest, random: Random): Answer {
  const visit = { ...request, path: '/', query: new URLSearchParams(), basket: [], random }
  return message(visit, 400, 'We did not understand', 'This address is not one that we can read.')
}

/** `basket=slug.slug`, known books only, each once, at most twenty. */
function readBasket(cookie: string | undefined): readonly string[] {
  const value = /(?:^|;\s*)basket=([^;]*)/.exec(cookie ?? '')?.[1] ?? ''
  return [...new Set(value.split('.').filter((slug) => findBook(slug)))].slice(0, 20)
}

/** The cookie header's value, for visitors who have a basket, and what the site itself sets. */
export function basketValue(slugs: readonly string[]): string {
  return `basket=${slugs.join('.')}`
}

function basketCookie(slugs: readonly string[]): Readonly<Record<string, string>> {
  const age = slugs.length === 0 ? 0 : 86_400
  return { 'set-cookie': `${basketValue(slugs)}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax` }
}

function booksIn(slugs: readonly string[]): readonly Book[] {
  return slugs.flatMap((slug) => findBook(slug) ?? [])
}

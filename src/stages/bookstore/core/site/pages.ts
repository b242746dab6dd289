import { BOOKS, type Book, type Field, recommendedFor, relatedTo, searchBooks, slugOf } from './catalogue.ts'
import { type Html, html } from './html.ts'
import { fieldList, type Page, price, shelf } from './layout.ts'

type Body = Omit<Page, 'basket'>

/** Which books stand in the window changes with the hour; `hour` is hours since 1970. */
export function homePage(hour: number): Body {
  const window = [0, 1, 2, 3, 4].map((at) => BOOKS[(hour * 7 + at * 13) % BOOKS.length])
  const fresh = [...BOOKS].sort((a, b) => b.year - a.year).slice(0, 10)
  return {
    title: 'Books for curious people',
    main: html`<h1>Books for curious people</h1>
<p class="lead">Course books and other pleasures from every faculty. Look for something, or see <a href="/recommendation">what we picked for you</a>.</p>
${fieldList()}<h2>In the window this hour</h2>${shelf(window)}<h2>Newly arrived</h2>${shelf(fresh)}`,
  }
}

export function searchPage(query: string): Body {
  const found = searchBooks(query)
  const count = found.length === 1 ? '1 book' : `${found.length} books`
  if (query.trim() === '') {
    return {
      title: 'Search',
      main: html`<h1>Search</h1><p class="lead">Type a title, an author or a field, or take a shelf:</p>${fieldList()}`,
    }
  }
  return {
    title: `Search: ${query}`,
    query,
    main: html`<h1>${count} for “${query}”</h1>
${found.length === 0 && html`<p class="lead">Nothing matches all of these words. Try fewer, or take a shelf:</p>${fieldList()}`}
${shelf(found)}`,
  }
}

export function recommendationPage(user: string): Body {
  const whom = user ? html`Picked for <em>${user}</em>` : html`Picked for you`
  return {
    title: 'Recommendations',
    main: html`<h1>${whom}</h1>
<p class="lead">From what readers like you take home. Worked out anew every time you ask, which is why it can take a moment.</p>
${shelf(recommendedFor(user || 'guest'))}<h2>Prefer to look around?</h2>${fieldList()}`,
  }
}

export function fieldPage(field: Field): Body {
  const books = BOOKS.filter((book) => book.field === field)
  return {
    title: field,
    main: html`<h1>${field}</h1><p class="lead">${books.length} books</p>${fieldList(field)}${shelf(books)}`,
  }
}

export function productPage(book: Book): Body {
  return {
    title: book.title,
    main: html`<div class="book"><img src="/static/covers/${book.slug}.svg" alt="Cover of ${book.title}" width="240" height="340">
<div><h1>${book.title}</h1><p class="lead">by <a href="/search?q=${encodeURIComponent(book.author)}">${book.author}</a></p><p>${book.blurb}</p>
<dl><dt>Field</dt><dd><a href="/field/${slugOf(book.field)}">${book.field}</a></dd><dt>Year</dt><dd>${book.year}</dd><dt>Pages</dt><dd>${book.pages}</dd></dl>
<p class="price">${price(book.price)}</p>
<form method="post" action="/basket"><input type="hidden" name="add" value="${book.slug}"><button>Add to basket</button></form></div></div>
<h2>Readers also took</h2>${shelf(relatedTo(book))}`,
  }
}

export function basketPage(books: readonly Book[]): Body {
  if (books.length === 0) {
    return {
      title: 'Basket',
      main: html`<h1>Your basket is empty</h1><p class="lead">Shall we start with a shelf?</p>${fieldList()}`,
    }
  }
  const rows = books.map(
    (book) => html`<tr><td><a href="/product/${book.slug}">${book.title}</a></td><td>${book.author}</td>
<td><form method="post" action="/basket"><input type="hidden" name="remove" value="${book.slug}"><button class="plain">remove</button></form></td><td>${price(book.price)}</td></tr>`,
  )
  return {
    title: 'Basket',
    main: html`<h1>Your basket</h1><table>${rows}<tr><th colspan="3">Total</th><th>${price(total(books))}</th></tr></table>
<p><a class="button" href="/checkout">Check out</a></p>`,
  }
}

export interface Order {
  readonly name: string
  readonly email: string
}

/** `wrong` holds a sentence for each field that must be mended. */
export function checkoutPage(books: readonly Book[], order: Order, wrong: Partial<Order> = {}): Body {
  const field = (label: string, name: keyof Order, type: string): Html =>
    html`<label>${label}<input name="${name}" type="${type}" value="${order[name]}" maxlength="120" required>${wrong[name] && html`<span class="wrong">${wrong[name]}</span>`}</label>`
  return {
    title: 'Check out',
    main: html`<h1>Check out</h1><p class="lead">${books.length} book${books.length !== 1 && 's'}, ${price(total(books))}. Nothing is charged, sent or kept.</p>
<form class="card" method="post" action="/checkout">${field('Name', 'name', 'text')}${field('E-mail', 'email', 'email')}<button>Order</button></form>`,
  }
}

export function thanksPage(order: string): Body {
  return {
    title: 'Thank you',
    main: html`<h1>Thank you</h1><p class="lead">Your order ${order} exists only in the access log. <a href="/">Back to the shelves</a></p>`,
  }
}

export function aboutPage(): Body {
  return {
    title: 'About',
    main: html`<h1>About this shop</h1><p class="lead">A small bookstore that exists to be visited: its readers, books and orders are invented, its pages and its access log are real.</p>
<p>Everything that you click here becomes a line in the log, and a moment later a point on the dashboards.</p>`,
  }
}

export function messagePage(title: string, sentence: string): Body {
  return { title, main: html`<h1>${title}</h1><p class="lead">${sentence}</p>${fieldList()}` }
}

function total(books: readonly Book[]): number {
  return books.reduce((sum, book) => sum + book.price, 0)
}

import { type Book, FIELDS, slugOf } from './catalogue.ts'
import { type Html, html, trusted } from './html.ts'
import { LOGO } from './style.ts'

export const SITE_NAME = 'Weir University Bookstore'

export interface Page {
  readonly title: string
  readonly main: Html
  /** Text to show in the search box. */
  readonly query?: string
  /** Number of books in the reader's basket. */
  readonly basket: number
}

export function layout(page: Page): string {
  const count = page.basket > 0 && ` (${page.basket})`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${page.title} · ${SITE_NAME}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/static/style.css"><link rel="icon" href="/static/favicon.svg" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="New books" href="/feed.xml">
<script src="/static/site.js" defer></script></head>
<body><header><div class="wrap"><a class="brand" href="/">${trusted(LOGO)}<span>${SITE_NAME}</span></a>
<form class="find" action="/search" role="search"><input name="q" type="search" value="${page.query}" placeholder="Title, author or field" aria-label="Search books" maxlength="200"><button>Search</button></form>
<nav><a href="/recommendation">For you</a><a href="/about">About</a><a href="/basket">Basket${count}</a></nav></div></header>
<main><div class="wrap">${page.main}</div></main>
<footer><div class="wrap">${SITE_NAME}, Mill Lane, open 9–18. A demonstration: no book, author or order here is real. <a href="/feed.xml">New books feed</a></div></footer>
</body></html>
`.markup
}

export function shelf(books: readonly Book[]): Html {
  const items = books.map(
    (
      book,
    ) => html`<li><a href="/product/${book.slug}"><img src="/static/covers/${book.slug}.svg" alt="" width="240" height="340" loading="lazy">
<strong>${book.title}</strong><span>${book.author}</span><span class="price">${price(book.price)}</span></a></li>`,
  )
  return html`<ul class="shelf">${items}</ul>`
}

export function fieldList(current?: string): Html {
  const items = FIELDS.map(
    (field) =>
      html`<li><a href="/field/${slugOf(field)}"${field === current && trusted(' aria-current="page"')}>${field}</a></li>`,
  )
  return html`<ul class="fields">${items}</ul>`
}

/** Cents as `€ 64.00`. */
export function price(cents: number): string {
  return `€ ${(cents / 100).toFixed(2)}`
}

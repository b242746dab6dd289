import { BOOKS, FIELDS, slugOf } from './catalogue.ts'
import { html } from './html.ts'
import { SITE_NAME } from './layout.ts'

/** Where the shop says that it lives; feeds, referrers and robots.txt need a whole address. */
export const SITE_URL = 'https://books.weir.example'

export const ROBOTS = `User-agent: *
Disallow: /basket
Disallow: /checkout
Disallow: /admin
Sitemap: ${SITE_URL}/sitemap.xml
`

/** Addresses of every page that a crawler may read. */
export const PUBLIC_PATHS: readonly string[] = [
  '/',
  '/about',
  ...FIELDS.map((field) => `/field/${slugOf(field)}`),
  ...BOOKS.map((book) => `/product/${book.slug}`),
]

export const SITEMAP = html`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${PUBLIC_PATHS.map((path) => html`<url><loc>${SITE_URL}${path}</loc></url>\n`)}</urlset>
`.markup

export const FEED = html`<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>${SITE_NAME}: new books</title><id>${SITE_URL}/feed.xml</id><updated>2026-01-01T00:00:00Z</updated>
${[...BOOKS]
  .sort((a, b) => b.year - a.year)
  .slice(0, 20)
  .map(
    (
      book,
    ) => html`<entry><title>${book.title}</title><id>${SITE_URL}/product/${book.slug}</id><link href="${SITE_URL}/product/${book.slug}"/>
<author><name>${book.author}</name></author><updated>${book.year}-01-01T00:00:00Z</updated><summary>${book.blurb}</summary></entry>\n`,
  )}</feed>
`.markup

import { createRandom, hash, type Random } from '../random.ts'
import { type Book, FIELDS } from './catalogue.ts'
import { escapeHtml } from './html.ts'

const PALETTES = [
  ['#12355b', '#7fb7be', '#f6c667'],
  ['#5b1a3a', '#e8a598', '#f5e6c8'],
  ['#2b2d5e', '#8d99e0', '#ffd166'],
  ['#1f4d3a', '#8ec07c', '#f2e8a0'],
  ['#6b3e1f', '#d9a05b', '#f4e3c1'],
  ['#7a1f2b', '#e58f8f', '#f7d9c4'],
  ['#0f5257', '#5fb0a5', '#f3d27a'],
  ['#3b3355', '#a58fc9', '#f0d9e7'],
] as const

/** A cover of 240 × 340 units, drawn from the book's title: the same book always looks the same. */
export function coverOf(book: Book): string {
  const [ground, shape, accent] = PALETTES[FIELDS.indexOf(book.field)]
  const random = createRandom(book.slug)
  const draw = PATTERNS[hash(book.title) % PATTERNS.length]
  const lines = wrap(book.title, 15)
  const title = lines
    .map((line, at) => `<text x="22" y="${58 + at * 30}">${escapeHtml(line)}</text>`)
    .join('')
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 340" role="img">',
    `<rect width="240" height="340" fill="${ground}"/>`,
    `<g fill="${shape}" stroke="${shape}">${draw(random, accent)}</g>`,
    '<rect width="9" height="340" fill="#000" opacity=".22"/>',
    `<rect x="22" y="24" width="36" height="4" fill="${accent}"/>`,
    `<g font-family="Georgia,'Times New Roman',serif" font-size="25" font-weight="700" fill="#fffdf7">${title}</g>`,
    `<rect y="296" width="240" height="44" fill="${ground}" opacity=".86"/>`,
    `<text x="22" y="323" font-family="Helvetica,Arial,sans-serif" font-size="13" letter-spacing="1" fill="${accent}">${escapeHtml(book.author.toUpperCase())}</text>`,
    '</svg>',
  ].join('')
}

type Pattern = (random: Random, accent: string) => string

/** Each fills the lower part of the cover, below the title. */
const PATTERNS: readonly Pattern[] = [rings, waves, hills, tiles, stripes, sun]

function rings(random: Random, accent: string): string {
  const x = Math.round(random.between(60, 190))
  const radii = [20, 42, 64, 86, 108]
  const circles = radii.map(
    (r) => `<circle cx="${x}" cy="250" r="${r}" fill="none" stroke-width="7" opacity=".75"/>`,
  )
  return `${circles.join('')}<circle cx="${x}" cy="250" r="9" fill="${accent}" stroke="none"/>`
}

function waves(random: Random, accent: string): string {
  const rows = [0, 1, 2, 3, 4].map((row) => {
    const y = 190 + row * 26
    const swing = Math.round(random.between(10, 24))
    const colour = row === 2 ? ` stroke="${accent}"` : ''
    return `<path d="M0 ${y}q30 -${swing} 60 0t60 0t60 0t60 0" fill="none" stroke-width="5" opacity=".85"${colour}/>`
  })
  return rows.join('')
}

function hills(random: Random, accent: string): string {
  const ridge = (y: number, opacity: number) => {
    const points = [0, 60, 120, 180, 240].map((x) => `${x} ${Math.round(y - random.between(0, 55))}`)
    return `<path d="M0 340L${points.join('L')}L240 340Z" stroke="none" opacity="${opacity}"/>`
  }
  const moon = `<circle cx="${Math.round(random.between(120, 200))}" cy="185" r="17" fill="${accent}" stroke="none"/>`
  return moon + ridge(250, 0.45) + ridge(280, 0.65) + ridge(310, 0.9)
}

function tiles(random: Random, accent: string): string {
  let markup = ''
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 6; column++) {
      if (random.chance(0.3)) continue
      const x = 22 + column * 34
      const y = 178 + row * 34
      const colour = random.chance(0.14) ? ` fill="${accent}"` : ''
      const quarter = random.pick([
        `M${x} ${y}h28a28 28 0 0 1 -28 28Z`,
        `M${x + 28} ${y + 28}h-28a28 28 0 0 1 28 -28Z`,
      ])
      markup += `<path d="${quarter}" stroke="none" opacity=".9"${colour}/>`
    }
  }
  return markup
}

function stripes(random: Random, accent: string): string {
  const slant = Math.round(random.between(30, 90))
  const bars = [0, 1, 2, 3, 4, 5].map((at) => {
    const x = -40 + at * 52
    const colour = at === 3 ? ` fill="${accent}"` : ''
    return `<path d="M${x} 340L${x + slant} 175h22L${x + 22} 340Z" stroke="none" opacity=".8"${colour}/>`
  })
  return bars.join('')
}

function sun(random: Random, accent: string): string {
  const rays: string[] = []
  const count = 9 + random.below(6)
  for (let at = 0; at <= count; at++) {
    const angle = Math.PI * (1 + at / count)
    const x = Math.round(120 + Math.cos(angle) * 150)
    const y = Math.round(320 + Math.sin(angle) * 150)
    rays.push(`<path d="M120 320L${x} ${y}" stroke-width="4" opacity=".75"/>`)
  }
  return `${rays.join('')}<circle cx="120" cy="320" r="62" fill="${accent}" stroke="none"/>`
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

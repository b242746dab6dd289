import type { SearchAnswer } from '../queries/search-body.ts'
import { paint } from './paint.ts'
import { csvOf, tableOf } from './table.ts'

export function saveCsv(name: string, answer: SearchAnswer): void {
  save(new Blob([csvOf(tableOf(answer))], { type: 'text/csv;charset=utf-8' }), `${fileName(name)}.csv`)
}

export function savePng(name: string, card: HTMLElement): void {
  paint(card).toBlob((blob) => blob && save(blob, `${fileName(name)}.png`), 'image/png')
}

/** `tailrace-pages-2026-11-20T14-03-09` */
const fileName = (name: string) =>
  `tailrace-${name}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

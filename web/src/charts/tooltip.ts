import type { Palette } from '../look/palette.ts'

/** One look for all chart tooltips. */
export function tooltipLook(palette: Palette) {
  return {
    backgroundColor: palette.raised,
    borderColor: palette.edge,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: palette.ink, fontSize: 12, fontFamily: 'inherit' },
    extraCssText: 'box-shadow:0 6px 20px rgb(0 0 0/.14);border-radius:8px;font-variant-numeric:tabular-nums',
    confine: true,
    transitionDuration: 0,
  }
}

/** Lines of a tooltip; every text comes from a log and is escaped. */
export function tooltipHtml(
  title: string,
  rows: readonly { readonly colour?: string; readonly name: string; readonly value: string }[],
): string {
  const body = rows
    .map(({ colour, name, value }) => {
      const dot = colour
        ? `<i style="display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:7px;background:${colour}"></i>`
        : ''
      return `<div style="display:flex;gap:18px;justify-content:space-between"><span>${dot}${escapeHtml(name)}</span><b style="font-weight:600">${escapeHtml(value)}</b></div>`
    })
    .join('')
  return `<div style="margin-bottom:3px;opacity:.75">${escapeHtml(title)}</div>${body}`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
}

/** Markup that is safe to put into a page as it is. Only `html` and `trusted` make it. */
export interface Html {
  readonly markup: string
}

type Value = Html | string | number | undefined | false | readonly Value[]

/** A template whose holes are escaped unless they hold `Html`; `undefined` and `false` show nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let markup = strings[0]
  values.forEach((value, at) => {
    markup += show(value) + strings[at + 1]
  })
  return { markup }
}

/** Our own constant text that is markup already (CSS, SVG). Never give it anything from outside. */
export function trusted(markup: string): Html {
  return { markup }
}

function show(value: Value): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escapeHtml(value)
  if ('markup' in value) return value.markup
  return value.map(show).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and quoted attribute values, in HTML and in XML; XML's forbidden control characters go. */
export function escapeHtml(text: string): string {
  if (!/[&<>"'\x00-\x1f]/.test(text)) return text
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '�').replace(/[&<>"']/g, (found) => ENTITIES[found])
}

import { ServiceError } from '../record/index.ts'

/** The query's fields; of a name that comes twice, the first. */
export function readQueryString(rawQuery: string): Map<string, string> {
  const query = new Map<string, string>()
  if (rawQuery === '') return query
  for (const field of rawQuery.split('&')) {
    if (field === '') continue
    const equals = field.indexOf('=')
    const name = unescapeUri(equals < 0 ? field : field.slice(0, equals), true)
    if (!query.has(name)) query.set(name, equals < 0 ? '' : unescapeUri(field.slice(equals + 1), true))
  }
  return query
}

/** All values of a name that may come several times. */
export function readQueryList(rawQuery: string, name: string): string[] {
  return rawQuery.split('&').flatMap((field) => {
    const equals = field.indexOf('=')
    const own = unescapeUri(equals < 0 ? field : field.slice(0, equals), true)
    return own !== name ? [] : [equals < 0 ? '' : unescapeUri(field.slice(equals + 1), true)]
  })
}

/** Undoes percent-escapes; in a query a `+` is a space. Throws S3's own refusal of what is no UTF-8. */
export function unescapeUri(text: string, plusIsSpace = false): string {
  if (!text.includes('%') && !(plusIsSpace && text.includes('+'))) return text
  try {
    return decodeURIComponent(plusIsSpace ? text.replaceAll('+', ' ') : text)
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.", 400, {
      URI: text.slice(0, 1024),
    })
  }
}

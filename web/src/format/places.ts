const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

/** English name of an ISO 3166 alpha-2 code; the code itself when there is none. */
export function countryName(code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

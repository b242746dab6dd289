/** Keys in a listing with encoding-type `url`: everything but these is escaped; S3 leaves slashes alone. */
export function urlEncoded(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** A continuation token says where a page ended; it is opaque to clients. */
export function tokenOf(last: string): string {
  return `1${Buffer.from(last).toString('base64url')}`
}

export function readToken(token: string): string | undefined {
  if (!/^1[\w-]+$/.test(token)) return undefined
  const last = Buffer.from(token.slice(1), 'base64url').toString()
  return tokenOf(last) === token ? last : undefined
}

/** The name in `Authorization: Basic`, whether or not it is let in; empty if there is none, as nginx has it. */
export function basicUser(authorization: string | undefined): string {
  const found = /^basic +([a-z0-9+/]+=*) *$/i.exec(authorization ?? '')
  if (!found) return ''
  const pair = Buffer.from(found[1], 'base64').toString('latin1')
  const colon = pair.indexOf(':')
  return colon < 0 ? '' : pair.slice(0, colon)
}

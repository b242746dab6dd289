/** Fields in the order in which a reader asks for them; the rest comes last, by name. */
const GROUPS: readonly (readonly [name: string, fields: readonly string[]])[] = [
  ['Did not parse', ['parse_error', 'message']],
  [
    'Request',
    ['verb', 'uri', 'path', 'query', 'protocol', 'request', 'status', 'bytes', 'vhost', 'tls', 'cache'],
  ],
  ['Time', ['timestamp', 'request_time', 'upstream_time']],
  ['Client', ['host', 'country', 'country_name', 'city', 'location', 'user', 'ident']],
  ['Came from', ['referer', 'referer_host']],
  ['Program', ['browser', 'browser_version', 'os', 'os_version', 'device', 'bot', 'agent']],
]

export interface FieldGroup {
  readonly name: string
  readonly fields: readonly (readonly [field: string, value: unknown])[]
}

/** Groups without a value are left out. */
export function groupFields(source: Readonly<Record<string, unknown>>): readonly FieldGroup[] {
  const has = (field: string) => source[field] !== undefined && source[field] !== null
  const known = new Set(GROUPS.flatMap(([, fields]) => fields))
  const others = Object.keys(source).filter((field) => !known.has(field))
  return [...GROUPS, ['Other', others.sort()] as const]
    .map(([name, fields]) => ({
      name,
      fields: fields.filter(has).map((field) => [field, source[field]] as const),
    }))
    .filter(({ fields }) => fields.length > 0)
}

import type { Urls } from '../doors.ts'

export interface Screen {
  readonly version: string
  readonly urls: Urls
  /** Whom the AWS API takes requests from, e.g. `keys: tailrace env`. */
  readonly awsNote: string
  readonly dataFolder: string
  /** Each log with what is to be said of it, e.g. `waiting for it: it does not exist yet`. */
  readonly logs: readonly { readonly path: string; readonly note?: string }[]
  readonly warnings: readonly string[]
}

/** What `tailrace up` prints once it runs. */
export function startScreen({ version, urls, awsNote, dataFolder, logs, warnings }: Screen): string {
  const rows: [string, string][] = [
    ['Dashboards', urls.console],
    ['Search API', urls.search],
    ['AWS API', `${urls.aws}  (${awsNote})`],
    ...(urls.awsTls ? [['', urls.awsTls] as [string, string]] : []),
    ['Data', dataFolder],
    ...logs.map(({ path, note }, at): [string, string] => [
      at === 0 ? 'Tailing' : '',
      note ? `${path}  (${note})` : path,
    ]),
  ]
  if (logs.length === 0)
    rows.push(['Tailing', 'nothing: give a log (tailrace up LOG), or fill it with tailrace import LOG'])
  return [
    `Tailrace ${version}`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`),
    '',
    ...warnings.map((warning) => `  ${warning}`),
    ...(warnings.length > 0 ? [''] : []),
    '  Ctrl-C stops.',
    '',
  ].join('\n')
}

import { short } from '../format/numbers.ts'
import { statusColour } from '../look/colours.ts'
import { usePalette } from '../look/theme.ts'
import { Panel } from '../parts/panel.tsx'
import { RankTable } from '../parts/rank-table.tsx'
import { isFilter } from '../queries/filter.ts'
import { OVERVIEW } from '../queries/overview.ts'
import { bucketsOf } from '../queries/search-body.ts'
import classes from './statuses.module.css'

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  408: 'Request Timeout',
  410: 'Gone',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  444: 'Closed by nginx',
  499: 'Client Left',
  500: 'Server Error',
  502: 'Bad Gateway',
  503: 'Unavailable',
  504: 'Gateway Timeout',
}

export function Statuses({ span }: { span: number }) {
  const palette = usePalette()
  return (
    <Panel
      id="statuses"
      title="Status codes"
      build={OVERVIEW.statuses}
      span={span}
      height={254}
      aside={({ answer }) => <span>{short(bucketsOf(answer.aggregations, 'top').length)} codes</span>}
    >
      {({ answer }) => (
        <RankTable
          heads={['Code']}
          total={answer.hits.total?.value ?? 0}
          ranks={bucketsOf(answer.aggregations, 'top')
            .slice(0, 8)
            .map(({ key, doc_count }) => ({
              key: String(key),
              label: (
                <>
                  <i className={classes.dot} style={{ background: statusColour(palette, Number(key)) }} />
                  <b>{key}</b> <span className="faint">{PHRASES[Number(key)]}</span>
                </>
              ),
              count: doc_count,
              filters: [isFilter('status', key)],
            }))}
        />
      )}
    </Panel>
  )
}

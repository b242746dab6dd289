import { illegal } from '../../errors.ts'
import type { Route } from '../route.ts'

/** Paths of OpenSearch that clients may try, and why there is nothing behind them. */
const REFUSED: readonly (readonly [paths: readonly string[], what: string, instead: string])[] = [
  [
    [
      '/_search/template',
      '/{index}/_search/template',
      '/_msearch/template',
      '/{index}/_msearch/template',
      '/_render/template',
      '/_render/template/{id}',
    ],
    'search templates',
    'send the search itself',
  ],
  [
    ['/_scripts/{id}', '/_scripts/painless/_execute', '/_scripts/{id}/{context}'],
    'scripts',
    'no scripts run here',
  ],
  [
    [
      '/_plugins/_ism/policies',
      '/_plugins/_ism/policies/{id}',
      '/_plugins/_ism/add/{index}',
      '/_plugins/_ism/remove/{index}',
      '/_plugins/_ism/explain/{index}',
      '/_plugins/_ism/explain',
      '/_plugins/_ism/change_policy/{index}',
      '/_plugins/_ism/retry/{index}',
    ],
    'index state management',
    'delete old indices by their names, which may have date math',
  ],
  [
    [
      '/_snapshot/{repository}',
      '/_snapshot/{repository}/{snapshot}',
      '/_snapshot/{repository}/_verify',
      '/_snapshot/{repository}/{snapshot}/_restore',
    ],
    'snapshots',
    'copy the data folder while the program is stopped',
  ],
  [
    ['/{index}/_clone/{target}', '/{index}/_shrink/{target}', '/{index}/_split/{target}'],
    'resizing indices',
    'copy documents with _reindex',
  ],
  [
    [
      '/_termvectors',
      '/{index}/_termvectors',
      '/{index}/_termvectors/{id}',
      '/_mtermvectors',
      '/{index}/_mtermvectors',
    ],
    'term vectors',
    'see _analyze',
  ],
  [['/{index}/_rank_eval', '/_rank_eval'], 'ranking evaluation', 'run the searches themselves'],
  [['/{index}/_percolate'], 'percolation', 'use alerts'],
]

/** An OpenSearch-shaped 400 that names what is not served. */
export function refusedRoutes(): readonly Route[] {
  return REFUSED.map(([paths, what, instead]) => ({
    methods: ['GET', 'POST', 'PUT', 'DELETE', 'HEAD'],
    paths,
    parameters: [],
    anyParameters: true,
    run: ({ path }) => {
      throw illegal(`[${path}]: ${what} are not served by this engine; ${instead}`)
    },
  }))
}

export const refusedPaths = (): readonly string[] => REFUSED.flatMap(([paths]) => paths)

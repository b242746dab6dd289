// The Overview's own queries, taken from the page's source: what is measured is what is shown.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

/** Bodies by panel, over all time. */
export async function overviewQueries(context) {
  const file = fileURLToPath(new URL('../web/src/queries/overview.ts', import.meta.url))
  const { module } = await runnerImport(file)
  return module.overviewQueries(context)
}

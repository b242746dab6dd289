/**
 * Where a worker thread's compiled file is. Node.js can't run TypeScript in a worker, so that under Vitest
 * (which runs `src/`) the worker comes from `dist/`, which `npm test` builds first.
 */
export function workerFile(name: string, importMetaUrl: string): URL {
  const url = new URL(name, importMetaUrl)
  if (!importMetaUrl.endsWith('.ts')) return url
  return new URL(url.href.replace('/src/', '/dist/').replace(/\.ts$/, '.js'))
}

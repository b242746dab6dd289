import { readFileSync } from 'node:fs'
import nodeModule, { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { workerFile } from '../../../record/worker-file.ts'

// TypeScript handlers run from their source: types become blanks, so that lines and columns of a stack are the
// source's. `enum`, `namespace` and parameter properties, which are more than types, are refused by the stripper.

const require = createRequire(import.meta.url)

export interface Stripped {
  readonly format: 'module' | 'commonjs'
  readonly source: string
}

/** Reads a TypeScript file as JavaScript. */
export function strip(path: string): Stripped {
  const { transformSync } = require('amaro') as typeof import('amaro')
  const { code } = transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only', filename: path })
  return { format: formatOf(path, code), source: code }
}

function formatOf(path: string, code: string): Stripped['format'] {
  if (path.endsWith('.mts')) return 'module'
  if (path.endsWith('.cts')) return 'commonjs'
  return /^\s*(?:import\b(?!\s*\()|export\b)/m.test(code) ? 'module' : 'commonjs'
}

interface Loadable {
  _compile(code: string, path: string): void
}

/** From now on this process loads `.ts`, `.mts` and `.cts`, by `import` and by `require`. */
export function serveTypeScript(): void {
  const extensions = require.extensions as unknown as Record<string, (module: Loadable, path: string) => void>
  for (const ending of ['.ts', '.cts', '.mts']) {
    extensions[ending] = (module, path) => module._compile(strip(path).source, path)
  }
  nodeModule.register(workerFile('./typescript-hooks.js', import.meta.url).href)
}

export const isTypeScript = (url: string) => url.startsWith('file:') && /\.[mc]?ts$/.test(url)
export const pathOf = (url: string) => fileURLToPath(url)

// Compiles the program (tsc) and the page (Vite). Plain JavaScript: it runs before anything is built.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

export function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (status !== 0) process.exit(status ?? 1)
}

/** tsc, then Vite where the page is. */
export function build({ quiet = false } = {}) {
  const stdio = quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit'
  run('node', ['node_modules/typescript/bin/tsc'], { stdio })
  if (existsSync(`${root}/web/vite.config.ts`)) {
    run('node', ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'], { stdio })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build()

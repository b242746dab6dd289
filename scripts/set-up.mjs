// What a fresh clone lacks: packages and a build. Plain JavaScript without imports of ours or others.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, run } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const path = (...names) => join(root, ...names)

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Tailrace needs Node.js 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/** Installs packages when the lock file is not the one that was installed, and builds when a source is newer. */
export function setUp() {
  install()
  if (newestSource() > builtAt()) {
    console.error('Building…')
    build({ quiet: true })
    writeFileSync(path('dist', '.built'), '')
  }
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(path('package-lock.json')))
    .digest('hex')
  const stamp = path('node_modules', '.tailrace-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.error('Installing packages…')
  // Not `npm ci`: it insists on every platform's optional packages, which not every registry mirror has. The lock
  // file holds either way.
  const words = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  run('npm', words, { stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(stamp, lock)
}

function builtAt() {
  return existsSync(path('dist', '.built')) ? statSync(path('dist', '.built')).mtimeMs : 0
}

function newestSource() {
  const folders = ['src', 'web', 'scripts'].flatMap((folder) =>
    readdirSync(path(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\/(dist|node_modules)(\/|$)/.test(entry.parentPath))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const files = [...folders, path('package-lock.json'), path('tsconfig.json')]
  return Math.max(...files.map((file) => statSync(file).mtimeMs))
}

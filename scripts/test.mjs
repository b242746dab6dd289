// `npm test`: sets up what is missing (Debian packages too, where we may), runs every test, closes with a count.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setUp } from './set-up.mjs'

/** Programs that tests drive for real. Without them those tests are skipped, and say so. */
const PROGRAMS = [
  ['chromium', '/usr/bin/chromium'],
  ['nginx-light', '/usr/sbin/nginx'],
  ['logrotate', '/usr/sbin/logrotate'],
  ['postgresql', '/usr/lib/postgresql'],
]

function installPrograms() {
  const missing = PROGRAMS.filter(([, file]) => !existsSync(file)).map(([name]) => name)
  if (missing.length === 0) return
  const apt = (...words) =>
    spawnSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  const may = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  console.error(`${may ? 'Installing' : 'Not installed (their tests are skipped):'} ${missing.join(', ')}`)
  if (may && !(apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...missing))) {
    console.error(`Could not install ${missing.join(', ')}: their tests are skipped.`)
  }
}

setUp()
installPrograms()
const report = join(mkdtempSync(join(tmpdir(), 'tailrace-test-')), 'report.json')
const words = [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]
const { status } = spawnSync('node', ['node_modules/vitest/vitest.mjs', ...words], { stdio: 'inherit' })
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const skipped = numPendingTests + numTodoTests
  console.log(
    `${numPassedTests} passed, ${numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  )
}
process.exit(status ?? 1)

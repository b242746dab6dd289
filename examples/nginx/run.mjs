// Starts the bookstore, nginx before it, and visitors who come through nginx. Ctrl-C stops all.
//   node examples/nginx/run.mjs [--dir /tmp/tailrace-nginx] [--rate 15] [--nginx /usr/sbin/nginx]
// Needs the compiled program (npm run build). With free ports instead of 8080 and 8081: --port-site, --port-nginx.
import { spawn } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createLog } from '../../dist/observe/log.js'
import { createBookstore } from '../../dist/stages/bookstore/index.js'

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: join(tmpdir(), 'tailrace-nginx') },
    rate: { type: 'string', default: '15' },
    nginx: { type: 'string', default: '/usr/sbin/nginx' },
    'port-site': { type: 'string', default: '8080' },
    'port-nginx': { type: 'string', default: '8081' },
  },
})
let stopping = false
const dir = resolve(values.dir)
const visit = `http://127.0.0.1:${values['port-nginx']}`

await mkdir(join(dir, 'temp'), { recursive: true })
// nginx's workers run as another user when it is started by root, and must reach their temporary files.
await chmod(dir, 0o755)
const text = await readFile(new URL('nginx.conf', import.meta.url), 'utf8')
const conf = text
  .replace('127.0.0.1:8080', `127.0.0.1:${values['port-site']}`)
  .replace('127.0.0.1:8081', `127.0.0.1:${values['port-nginx']}`)
await writeFile(join(dir, 'nginx.conf'), conf)

const nginx = spawn(values.nginx, ['-p', dir, '-c', 'nginx.conf', '-e', 'stderr'], {
  stdio: ['ignore', 'inherit', 'inherit'],
})
nginx.on('error', (error) => {
  console.error(`nginx did not start: ${error.message}. Install it, or say where it is with --nginx PATH.`)
  process.exit(1)
})
nginx.on('close', stop)
const bookstore = createBookstore({
  logFile: join(dir, 'bookstore.log'),
  log: createLog((line) => process.stderr.write(line), Date.now),
  port: Number(values['port-site']),
  rate: Number(values.rate),
  visit,
})
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

try {
  await reached(Number(values['port-nginx']))
  await bookstore.start()
  console.log(`Site through nginx: ${visit}\nIts access log:     ${join(dir, 'access.log')}`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
  await stop()
}

/** Resolves when somebody listens there: visitors who come before nginx would find no door. */
async function reached(port) {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('connect', () => socket.end())
    })
    if (open) return
    await setTimeout(50)
  }
  throw new Error(`nginx does not answer on port ${port}.`)
}

async function stop() {
  if (stopping) return
  stopping = true
  await bookstore.stop()
  nginx.kill('SIGQUIT')
}

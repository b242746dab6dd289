// S3 PUT and GET over HTTP from one process with the official SDK: MB/s, every PUT durable before it is answered.
//   node bench/objects.mjs [--seconds 6] [--in-flight 4] [--mib 5]
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cpuSeconds, residentBytes, startUp, table } from './process.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    'in-flight': { type: 'string', default: '4' },
    mib: { type: 'string', default: '5' },
  },
})
const [seconds, inFlight] = [Number(values.seconds), Number(values['in-flight'])]
const bytes = Number(values.mib) * 2 ** 20
const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'tailrace-objects-'))
const PORT = 14566

/** The exports that `tailrace env` prints: the client signs, and the server verifies. */
function credentials(data) {
  const { stdout } = spawnSync(path('bin/tailrace'), ['env', '--data', data, '--port-aws', String(PORT)])
  return Object.fromEntries(
    [...stdout.toString().matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name, value]),
  )
}

/** Lets one client process loose on the server; a row for each of its phases. */
async function run(server, env) {
  const job = JSON.stringify({ endpoint: `http://127.0.0.1:${PORT}`, bytes, seconds, inFlight, keys: 40 })
  const child = spawn(process.execPath, [path('bench/objects-client.mjs'), job], {
    env: { ...process.env, ...env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const rows = []
  let before = cpuSeconds(server.pid)
  for await (const line of createInterface({ input: child.stdout })) {
    const { begun, name, objects, seconds: took, cpu } = JSON.parse(line)
    const used = cpuSeconds(server.pid) - before
    before = cpuSeconds(server.pid)
    if (begun) continue
    rows.push([
      name,
      ((objects * bytes) / 1e6 / took).toFixed(0),
      `${Math.round((cpu / took) * 100)} %`,
      `${Math.round((used / took) * 100)} %`,
      `${Math.round(residentBytes(server.pid) / 1e6)} MB`,
    ])
  }
  if ((await ended) !== 0) throw new Error('the client failed')
  return rows
}

try {
  const data = join(scratch, 'data')
  const server = await startUp(['--data', data], { aws: PORT, search: 19200, console: 15601 })
  try {
    const rows = await run(server, credentials(data))
    table(`${values.mib} MiB objects, one SDK process, ${inFlight} requests in flight, ${seconds} s`, [
      ['', 'MB/s', 'client CPU', 'server CPU', 'RSS'],
      ...rows,
    ])
  } finally {
    await server.stop()
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

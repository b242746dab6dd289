// PutRecords over HTTP from one process with the official SDK: records a second, durable, beside kinesalite and
// kinesis-local (Kinesis Mock) on the same machine in the same run; then 1 MiB records, with the memory they take.
//   node bench/front-door.mjs [--seconds 6] [--in-flight 16] [--only tailrace]
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cpuSeconds, residentBytes, startUp, table } from './process.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    'in-flight': { type: 'string', default: '16' },
    only: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const inFlight = Number(values['in-flight'])
const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'tailrace-front-door-'))
/** More keep neither side busier and take memory of both. */
const LARGE_IN_FLIGHT = 8
const MADE_UP = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK', AWS_REGION: 'us-east-1' }

/** Starts a server of another project and waits until its port takes connections. */
async function start(args, port, env = {}) {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'ignore' })
  for (let tries = 0; !(await answers(port)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`${args[0]} did not start`)
    await sleep(50)
  }
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    env: MADE_UP,
    async stop() {
      const ended = new Promise((resolve) => child.on('close', resolve))
      child.kill('SIGTERM')
      const impatient = setTimeout(() => child.kill('SIGKILL'), 2000)
      await ended
      clearTimeout(impatient)
    },
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true) ?? socket.destroy())
    socket.on('error', () => resolve(false))
  })
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The exports that `tailrace env` prints: its client signs, and the server verifies. */
function exportsOf(data, port) {
  const { stdout } = spawnSync(path('bin/tailrace'), ['env', '--data', data, '--port-aws', String(port)])
  return Object.fromEntries(
    [...stdout.toString().matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name, value]),
  )
}

const servers = {
  async tailrace() {
    const data = join(scratch, 'tailrace')
    const ports = { aws: await freePort(), search: await freePort(), console: await freePort() }
    const up = await startUp(['--data', data], ports)
    return { ...up, url: `http://127.0.0.1:${ports.aws}`, env: exportsOf(data, ports.aws) }
  },
  async kinesalite() {
    const port = await freePort()
    const folder = join(scratch, 'kinesalite')
    const options = ['--port', String(port), '--path', folder, '--createStreamMs', '10']
    return start([path('node_modules/kinesalite/cli.js'), ...options], port)
  },
  async 'kinesis-local'() {
    const port = await freePort()
    return start([path('node_modules/kinesis-local/main.js')], port, {
      ...{
        KINESIS_MOCK_PLAIN_PORT: String(port),
        KINESIS_MOCK_TLS_PORT: String(await freePort()),
        LOG_LEVEL: 'ERROR',
      },
      ...{
        CREATE_STREAM_DURATION: '10ms',
        KINESIS_MOCK_CERT_PATH: path('node_modules/kinesis-local/server.json'),
      },
      ...{ SHOULD_PERSIST_DATA: 'true', PERSIST_PATH: scratch, PERSIST_INTERVAL: '5s' },
    })
  },
}

/** Lets one client process loose on a server; samples the server's memory. */
async function run(server, options) {
  const samples = []
  const timer = setInterval(() => samples.push(residentBytes(server.pid) ?? 0), 100)
  const before = cpuSeconds(server.pid)
  const job = JSON.stringify({ endpoint: server.url, seconds, inFlight, ...options })
  const child = spawn(process.execPath, [path('bench/front-door-client.mjs'), job], {
    env: { ...process.env, ...server.env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  const status = await new Promise((resolve) => child.on('close', resolve))
  clearInterval(timer)
  if (status !== 0) throw new Error(`the client ended with ${status}`)
  return { ...JSON.parse(output), serverCpu: cpuSeconds(server.pid) - before, samples }
}

const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`
const count = (number) => Math.round(number).toLocaleString('en-US')

async function smallRecords() {
  const rows = [['500 × 236 bytes a request', 'records/s', 'client CPU', 'server CPU', 'peak RSS', 'kept']]
  const kept = {
    tailrace: 'flushed (fdatasync) before each answer; signatures verified',
    kinesalite: 'LevelDB, not flushed',
    'kinesis-local': 'in memory, one JSON file every 5 s',
  }
  const rates = {}
  for (const name of Object.keys(servers)) {
    if (values.only && values.only !== name) continue
    const server = await servers[name]()
    try {
      const {
        records,
        seconds: took,
        cpu,
        serverCpu,
        samples,
      } = await run(server, {
        ...{ stream: 'bench', records: 500, bytes: 236 },
      })
      rates[name] = records / took
      const share = (used) => `${Math.round((used / took) * 100)} %`
      rows.push([
        name,
        count(rates[name]),
        share(cpu),
        share(serverCpu),
        megabytes(Math.max(...samples)),
        kept[name],
      ])
    } finally {
      await server.stop()
    }
  }
  table(`PutRecords, one SDK process, ${inFlight} requests in flight, ${seconds} s`, rows)
  for (const other of ['kinesalite', 'kinesis-local']) {
    if (rates.tailrace && rates[other]) {
      console.log(`tailrace ÷ ${other}: ${(rates.tailrace / rates[other]).toFixed(1)}`)
    }
  }
}

/** What the client can do against a server that says yes at once. */
async function clientAlone() {
  const answer = JSON.stringify({
    FailedRecordCount: 0,
    Records: Array(500).fill({ SequenceNumber: '1', ShardId: 's' }),
  })
  const described = JSON.stringify({ StreamDescription: { StreamStatus: 'ACTIVE' } })
  const server = createServer((request, response) => {
    const body = request.headers['x-amz-target']?.endsWith('PutRecords') ? answer : described
    request.resume().on('end', () => response.end(body))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}`
  const { records, seconds: took } = await run(
    { pid: process.pid, url, env: MADE_UP },
    { stream: 'bench', records: 500, bytes: 236, seconds: Math.min(seconds, 3) },
  )
  server.close()
  server.closeAllConnections()
  console.log(
    `The client alone, against a server that reads and says yes: ${count(records / took)} records/s`,
  )
}

async function largeRecords() {
  const server = await servers.tailrace()
  try {
    const bytes = 2 ** 20 - 16
    const job = { stream: 'large', records: 4, bytes, seconds: seconds * 2, inFlight: LARGE_IN_FLIGHT }
    const { records, seconds: took, cpu, serverCpu, samples } = await run(server, job)
    const share = (used) => `${Math.round((used / took) * 100)} %`
    const part = Math.floor(samples.length / 4)
    const mean = (some) => some.reduce((sum, each) => sum + each, 0) / some.length
    table(`1 MiB records, 4 a request, ${LARGE_IN_FLIGHT} requests in flight, ${seconds * 2} s`, [
      ['MB/s', 'client CPU', 'server CPU', 'RSS in each quarter', 'peak'],
      [
        ((records * bytes) / 1e6 / took).toFixed(0),
        share(cpu),
        share(serverCpu),
        [0, 1, 2, 3].map((at) => megabytes(mean(samples.slice(at * part, (at + 1) * part)))).join(' → '),
        megabytes(Math.max(...samples)),
      ],
    ])
  } finally {
    await server.stop()
  }
}

try {
  await clientAlone()
  await smallRecords()
  if (!values.only || values.only === 'tailrace') await largeRecords()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

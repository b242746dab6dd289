// Starts the real program and watches what it costs. Linux only: figures come from /proc.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../bin/tailrace', import.meta.url))

/** Resident memory (VmRSS), bytes, or undefined once the process is gone. */
export function residentBytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024
  } catch {
    return undefined
  }
}

/** CPU seconds that a process (all its threads) has used. Fields 14 and 15 of /proc/PID/stat, at 100 Hz. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Runs a command to its end; samples memory every 100 ms. */
export async function measure(command, args, options = {}) {
  const began = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (output += data))
  const samples = []
  let cpu = 0
  const timer = setInterval(() => {
    const bytes = residentBytes(child.pid)
    if (bytes === undefined) return
    samples.push(bytes)
    cpu = cpuSeconds(child.pid)
  }, 100)
  const status = await new Promise((resolve) => child.on('close', resolve))
  clearInterval(timer)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${output}`)
  return { seconds: (performance.now() - began) / 1000, cpu, peak: Math.max(...samples), samples, output }
}

export const tailrace = (...args) => measure(program, args)

/** Starts `tailrace up …` on free ports and waits until its page answers. */
export async function startUp(args, ports) {
  const words = [
    'up',
    ...args,
    '--port-aws',
    ports.aws,
    '--port-search',
    ports.search,
    '--port-console',
    ports.console,
  ]
  const child = spawn(program, words.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.resume()
  const health = `http://127.0.0.1:${ports.console}/health`
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null) throw new Error(`tailrace up ended with ${child.exitCode}`)
    const answer = await fetch(health).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) break
    if (tries > 300) throw new Error('tailrace up did not become healthy in 30 s')
    await sleep(100)
  }
  return {
    pid: child.pid,
    async stop() {
      const ended = new Promise((resolve) => child.on('close', resolve))
      child.kill('SIGINT')
      await ended
    },
  }
}

/** Median, 99th percentile and maximum of numbers. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) }
}

/** Prints rows as a table with a title. */
export function table(title, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)))
  console.log(`\n${title}`)
  for (const row of rows)
    console.log(row.map((cell, column) => String(cell).padEnd(widths[column])).join('  '))
}

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/tailrace', import.meta.url))

export const scratch = () => mkdtempSync(join(tmpdir(), 'tailrace-journey-'))

export interface Ended {
  readonly status: number | null
  readonly output: string
}

/** The real program, as a user runs it. */
export function run(words: readonly string[], options: { input?: string | Uint8Array } = {}) {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (output += data))
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, output })))
  return { child, ended, output: () => output }
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly consoleUrl: string
  readonly searchUrl: string
  output(): string
  search(index: string, body: object): Promise<SearchAnswer>
  count(query?: object): Promise<number>
  /** Ctrl-C, and what the program said until it ended. */
  interrupt(): Promise<Ended>
  kill(): Promise<Ended>
}

interface SearchAnswer {
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly { readonly _id: string; readonly _source: Record<string, unknown> }[]
  }
  // biome-ignore lint/suspicious/noExplicitAny: responses as a client sees them.
  readonly aggregations: any
}

/** `tailrace up WORDS` on free ports, once its page answers. A port that another program was quicker to take: others. */
export async function up(words: readonly string[], tries = 3): Promise<Running> {
  try {
    return await upOnce(words)
  } catch (error) {
    if (tries > 1 && /is taken by another program/.test(String(error))) return up(words, tries - 1)
    throw error
  }
}

async function upOnce(words: readonly string[]): Promise<Running> {
  const [aws, searchPort, consolePort] = await freePorts(3)
  const ports = ['--port-aws', aws, '--port-search', searchPort, '--port-console', consolePort].map(String)
  const { child, ended, output } = run(['up', ...words, ...ports])
  const consoleUrl = `http://127.0.0.1:${consolePort}`
  const searchUrl = `http://127.0.0.1:${searchPort}`
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the program ended:\n${output()}`)
    return (await fetch(`${consoleUrl}/health`).catch(() => undefined))?.ok === true
  })
  async function search(index: string, body: object): Promise<SearchAnswer> {
    const answer = await fetch(`${searchUrl}/${index}/_search?ignore_unavailable=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as SearchAnswer
  }
  return {
    child,
    ended,
    consoleUrl,
    searchUrl,
    output,
    search,
    async count(query = { match_all: {} }) {
      return (await search('web-logs-*', { size: 0, track_total_hits: true, query })).hits.total.value
    },
    async interrupt() {
      child.kill('SIGINT')
      return ended
    },
    async kill() {
      child.kill('SIGKILL')
      return ended
    },
  }
}

export async function until(happened: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!(await happened())) {
    if (performance.now() > end) throw new Error(`did not happen within ${seconds} s: ${happened}`)
    await sleep(50)
  }
}

export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Line `number` of a test's log; every line differs, and says its number in the query. */
export function logLine(
  number: number,
  extra: { status?: number; agent?: string; path?: string } = {},
): string {
  const second = String(number % 60).padStart(2, '0')
  const agent = extra.agent ?? 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  return (
    `203.0.113.${number % 250} - - [20/Nov/2026:10:00:${second} +0000] ` +
    `"GET ${extra.path ?? '/page'}?n=${number} HTTP/1.1" ${extra.status ?? 200} ${number} "https://example.org/from" "${agent}"\n`
  )
}

export function logLines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => logLine(from + i)).join('')
}

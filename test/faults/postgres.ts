import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** A real PostgreSQL of Debian's, on a free port; undefined where there is none (say so, loudly). */
export async function openPostgres() {
  const bin = binaries()
  if (!bin) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-postgres-'))
  // It will not run as root.
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const password = 'correct horse'
  const port = await freePort()
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'ann', '-A', 'trust', '-N', '-E', 'UTF8'], {
    ...user,
    stdio: 'ignore',
  })
  let server: ChildProcess | undefined
  const start = async () => {
    const settings = [
      '-c',
      `unix_socket_directories=${folder}`,
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'fsync=off',
    ]
    server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
      ...user,
      stdio: 'ignore',
    })
    for (let attempt = 0; ; attempt++) {
      try {
        await query('SELECT 1')
        return
      } catch (error) {
        if (attempt > 200) throw error
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    }
  }
  const stop = async () => {
    const ended = new Promise((resolve) => server?.once('exit', resolve))
    server?.kill('SIGINT')
    await ended
  }
  async function query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'ann', password, database: 'postgres' })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
  await start()
  return {
    ...{ port, password, query, start, stop },
    async close() {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}

function binaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  return readdirSync(root)
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')))
}

const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString())

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

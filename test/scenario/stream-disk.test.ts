import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'

interface Held {
  readonly first: number
  readonly next: number
}

const child = new URL('./stream-full-disk.child.mjs', import.meta.url).pathname
const built = existsSync(new URL('../../dist/engines/stream/lmdb.js', import.meta.url))

test.skipIf(!built)(
  'a disk that takes no more: pushes fail by name, acknowledged ones stay, and retention makes room',
  async () => {
    const path = await mkdtemp(join(tmpdir(), 'tailrace-full-'))
    try {
      // 8 MiB (in blocks of 512 bytes) is the most that a file may reach: writes beyond fail as on a full disk.
      const { stdout } = await promisify(execFile)('sh', [
        '-c',
        `ulimit -f 16384; exec node ${child} ${path}`,
      ])
      const told = JSON.parse(stdout) as {
        acknowledged: number
        failures: string[]
        full: Held
        after: Held
      }
      const { acknowledged } = told
      expect(acknowledged).toBeGreaterThan(0)
      expect(told.failures.map((failure) => failure.includes(path))).toEqual([true, true, true])
      expect(told.full).toEqual({ first: 0, next: acknowledged })
      expect(told.after).toEqual({ first: acknowledged, next: acknowledged + 1 })
      const engine = await openStreamEngine({ path, now: Date.now, onSkipped() {}, onTrouble() {} })
      expect(engine.describe('s')?.shards[0]).toMatchObject(told.after)
      await engine.close()
    } finally {
      await rm(path, { recursive: true })
    }
  },
)

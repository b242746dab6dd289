import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStreamEngine } from '../../src/engines/stream/lmdb.ts'
import type { Skipped } from '../../src/stages/stream/ports.ts'
import { type StreamFixture, streamContract } from './stream.ts'
import { reshardingContract } from './stream-resharding.ts'

async function openFixture(): Promise<StreamFixture> {
  const path = await mkdtemp(join(tmpdir(), 'tailrace-stream-'))
  const skipped: Skipped[] = []
  let time = Date.UTC(2026, 10, 20)
  let sweep = async () => {}
  const open = () =>
    openStreamEngine({
      path,
      now: () => time,
      onSkipped: (lost) => skipped.push(lost),
      onTrouble: (error) => {
        throw error
      },
      every: (_millis, run) => {
        sweep = run
        return () => {}
      },
    })
  let engine = await open()
  return {
    engine,
    skipped,
    now: () => time,
    async pass(millis) {
      time += millis
      await sweep()
    },
    async reopen() {
      await engine.close()
      engine = await open()
      return engine
    },
    async dispose() {
      await engine.close()
      await rm(path, { recursive: true })
    },
  }
}

streamContract('lmdb', openFixture)
reshardingContract('lmdb', openFixture)

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explainFailure } from './failure.ts'

/**
 * One program a data folder: two would number records alike. LMDB itself lets many processes in, so a file says
 * who is: process id and the process's start (ticks since boot), which tells it from a later one of the same id.
 * A file left behind by a kill names a process that is no more, and is replaced.
 */
export async function ownFolder(path: string): Promise<{ release(): Promise<void> }> {
  const file = join(path, 'owner')
  const self = `${process.pid} ${await startOf(process.pid)}`
  for (let attempt = 0; ; attempt++) {
    try {
      await mkdir(path, { recursive: true })
      await writeFile(file, self, { flag: 'wx' })
      return { release: () => rm(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3)
        throw await explainFailure(error, path)
    }
    const owner = await readFile(file, 'utf8').catch(() => '')
    if (await isAlive(owner)) throw new InUse(path, Number.parseInt(owner, 10))
    await rm(file, { force: true })
  }
}

/** The data folder is open in another program, or a second time in this one. */
export class InUse extends Error {
  constructor(path: string, pid: number) {
    const who = pid === process.pid ? 'this process' : `process ${pid}`
    super(`The data folder ${path} is in use by ${who}. Stop it first, or choose another folder with --data.`)
    this.name = 'InUse'
  }
}

async function isAlive(owner: string): Promise<boolean> {
  const [pid, start] = owner.split(' ')
  if (!/^\d+$/.test(pid)) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return (await startOf(Number(pid))) === start
}

/** Field 22 of /proc/PID/stat; `-` where there is no such file, and then the process id alone decides. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return '-'
  }
}

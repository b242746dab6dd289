import { resolve } from 'node:path'
import type { Invocation } from '../config/parse.ts'
import { createLog } from '../observe/log.ts'
import { createBookstore } from '../stages/bookstore/index.ts'
import type { CommandContext } from './context.ts'
import { untilAborted } from './up.ts'

/** `tailrace bookstore`: until Ctrl-C. */
export async function runBookstore({ options }: Invocation, context: CommandContext): Promise<number> {
  const logFile = resolve(context.workingFolder, options.log as string)
  const bookstore = createBookstore({
    logFile,
    log: createLog((line) => context.stderr.write(line), context.now),
    host: options.host as string,
    port: options.port as number,
    rate: options.rate as number,
    seed: options.seed as number,
    visitors: options.visitors as number,
    now: context.now,
  })
  const { url } = await bookstore.start()
  context.stdout.write(
    `The bookstore is open: ${url}\nIts visitors are simulated; their requests are in ${logFile}\nCtrl-C closes it.\n`,
  )
  await untilAborted(context.interrupted)
  await bookstore.stop()
  return 0
}

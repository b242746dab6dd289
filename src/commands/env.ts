import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Invocation, Options } from '../config/parse.ts'
import { createKeyFile } from '../engines/access/file.ts'
import { accessKeys } from '../stages/access/index.ts'
import type { CommandContext } from './context.ts'
import { type Instance, readInstance } from './data-folder.ts'
import { dataFolderOf } from './folders.ts'

const PORT = 4566

/** `tailrace env`: what AWS's tools must know, as shell exports. The one place that shows a secret, and on purpose. */
export async function runEnv({ options }: Invocation, context: CommandContext): Promise<number> {
  const { folder, instance } = chosenFolder(options, context)
  const store = createKeyFile({
    path: join(folder, 'credentials.json'),
    onWarning: (sentence) => context.stderr.write(`${sentence}\n`),
  })
  const [key] = await accessKeys({ store, now: context.now, randomBytes })
  const exports = {
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpointOf(options['port-aws'] as number | undefined, instance),
  }
  for (const [name, value] of Object.entries(exports)) {
    context.stdout.write(`export ${name}=${quoted(value)}\n`)
  }
  return 0
}

/** Without --data: the folder of an instance that runs now, else one that has keys, else where `up` would keep its. */
function chosenFolder(options: Options, context: CommandContext) {
  const folders = options.data
    ? [dataFolderOf(options, context)]
    : [dataFolderOf(options, context), dataFolderOf(options, context, true)]
  const known = folders.map((folder) => ({ folder, instance: readInstance(folder) }))
  return (
    known.find(({ instance }) => instance) ??
    known.find(({ folder }) => existsSync(join(folder, 'credentials.json'))) ??
    known[0]
  )
}

/** The port that was asked for on this machine, else where the running instance says that it listens. */
function endpointOf(port: number | undefined, instance: Instance | undefined): string {
  if (port !== undefined) return `http://localhost:${port}`
  if (!instance?.awsUrl) return `http://localhost:${PORT}`
  return instance.awsUrl.replace('://127.0.0.1:', '://localhost:')
}

/** One word for any shell of the Bourne family, whatever is in it. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

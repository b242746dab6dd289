import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Configuration, type FlowDefaults, readConfiguration } from './core/configuration.ts'
import { codeOf, fileTrouble } from './errors.ts'

export interface ConfigurationFileOptions extends FlowDefaults {
  /** Folder whose files add flows (the Kinesis Agent's /etc/aws-kinesis/agent.d); it need not exist. */
  readonly folder?: string
}

/** Reads an agent.json from disk. Throws ConfigurationError, or a sentence why a file can't be read. */
export async function readConfigurationFile(
  path: string,
  options: ConfigurationFileOptions = {},
): Promise<Configuration> {
  const { folder, ...defaults } = options
  const main = await readPart(path)
  const names = folder === undefined ? [] : await namesIn(folder)
  const more = await Promise.all(names.map((name) => readPart(join(folder as string, name))))
  return readConfiguration(main, more, defaults)
}

async function readPart(file: string): Promise<{ file: string; text: string }> {
  try {
    return { file, text: await readFile(file, 'utf8') }
  } catch (error) {
    throw fileTrouble(file, error)
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw fileTrouble(folder, error)
  }
}

import { join, resolve } from 'node:path'
import type { Options } from '../config/parse.ts'
import type { CommandContext } from './context.ts'

/** The demonstration keeps its made-up visitors apart from real ones. */
export function dataFolderOf(options: Options, context: CommandContext, demo = false): string {
  if (options.data) return resolve(context.workingFolder, options.data as string)
  return join(context.home, '.tailrace', demo ? 'bookstore' : 'web-logs')
}

import { dirname } from 'node:path'
import type { Program } from '../../stages/functions/ports.ts'

/** How a program's process is started. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

export interface LaunchPlace {
  /** Our bootstraps. */
  readonly nodeBootstrap: string
  readonly pythonBootstrap: string
  /** Where processes look for programs. */
  readonly path: string
  /** What AWS's tools in a handler need: keys, AWS_ENDPOINT_URL. */
  readonly credentials: () => Readonly<Record<string, string>>
}

export interface Seat {
  readonly runtimeApi: string
  readonly logStream: string
}

/** Programs that `spawn` can be asked for; undefined: a runtime that is not served. */
export function launchOf(program: Program, seat: Seat, place: LaunchPlace): Launch | undefined {
  const command = commandOf(program, place)
  return command && { ...command, environment: environmentOf(program, seat, place) }
}

function commandOf({ runtime, folder, memoryMegabytes }: Program, place: LaunchPlace) {
  if (runtime.startsWith('nodejs')) {
    return {
      command: process.execPath,
      args: ['--no-warnings', ...heapOf(memoryMegabytes), place.nodeBootstrap],
    }
  }
  if (runtime.startsWith('python')) return { command: 'python3', args: ['-B', place.pythonBootstrap] }
  if (runtime.startsWith('provided')) return { command: `${folder}/bootstrap`, args: [] }
  return undefined
}

/** Shares of the memory as on Lambda, so that Node.js collects garbage before the memory watch ends it. */
function heapOf(megabytes: number): string[] {
  const young = Math.min(16, Math.max(1, Math.floor(megabytes * 0.05)))
  return [`--max-semi-space-size=${young}`, `--max-old-space-size=${Math.floor(megabytes * 0.9)}`]
}

/** As Lambda's own: the user's variables do not replace Lambda's (they are refused when a function is made). */
function environmentOf(program: Program, seat: Seat, place: LaunchPlace): Record<string, string> {
  return {
    PATH: `${place.path}:${dirname(process.execPath)}`,
    HOME: '/tmp',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    ...place.credentials(),
    ...program.variables,
    AWS_LAMBDA_FUNCTION_NAME: program.name,
    AWS_LAMBDA_FUNCTION_VERSION: program.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(program.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${program.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: seat.logStream,
    AWS_LAMBDA_RUNTIME_API: seat.runtimeApi,
    AWS_EXECUTION_ENV: `AWS_Lambda_${program.runtime}`,
    AWS_REGION: program.region,
    AWS_DEFAULT_REGION: program.region,
    LAMBDA_TASK_ROOT: program.folder,
    LAMBDA_RUNTIME_DIR: dirname(place.nodeBootstrap),
    _HANDLER: program.handler,
    ...(program.runtime.startsWith('python') ? { PYTHONPATH: program.folder } : {}),
  }
}

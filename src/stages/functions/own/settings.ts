import { errors } from '../errors.ts'
import type { Version } from './definition.ts'
import { refuseUnserved, type UnservedInput } from './unserved.ts'

/** Members of CreateFunction and UpdateFunctionConfiguration that become a version's configuration. */
export interface ConfigurationInput extends UnservedInput {
  readonly Role?: string
  readonly Handler?: string
  readonly Description?: string
  readonly Timeout?: number
  readonly MemorySize?: number
  readonly Runtime?: string
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> }
  readonly EphemeralStorage?: { readonly Size: number }
}

type Configuration = Pick<
  Version,
  | 'runtime'
  | 'handler'
  | 'role'
  | 'description'
  | 'timeoutSeconds'
  | 'memoryMegabytes'
  | 'variables'
  | 'ephemeralMegabytes'
>

const DEFAULTS = {
  description: '',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  ephemeralMegabytes: 512,
  role: '',
}

/** What was given, over what was there before. */
export function readConfiguration(
  input: ConfigurationInput,
  name: string,
  before?: Configuration,
): Configuration {
  refuseUnserved(input, name)
  const timeout = input.Timeout
  if (timeout !== undefined && timeout > 900) throw errors.tooLongTimeout(timeout)
  const runtime = input.Runtime ?? before?.runtime
  const handler = input.Handler ?? before?.handler
  if (!runtime || !handler) throw errors.needsRuntime()
  refuseRuntime(runtime)
  const variables = input.Environment ? readVariables(input.Environment.Variables ?? {}) : before?.variables
  const { description, timeoutSeconds, memoryMegabytes, ephemeralMegabytes, role } = before ?? DEFAULTS
  return {
    runtime,
    handler,
    role: input.Role ?? role,
    description: input.Description ?? description,
    timeoutSeconds: timeout ?? timeoutSeconds,
    memoryMegabytes: input.MemorySize ?? memoryMegabytes,
    ephemeralMegabytes: input.EphemeralStorage?.Size ?? ephemeralMegabytes,
    ...(variables && Object.keys(variables).length > 0 ? { variables } : {}),
  }
}

/** Every Node.js and Python that Lambda names runs on the one that is installed. */
function refuseRuntime(runtime: string) {
  if (/^(nodejs(20|22|24)\.x|python3\.\d+|provided\.al2(023)?)$/.test(runtime)) return
  throw errors.notServed(
    `The runtime ${runtime}`,
    'there are nodejs20.x, nodejs22.x, nodejs24.x, python3.x, provided.al2 and provided.al2023 (any executable).',
  )
}

/** Set by Lambda alone. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
])

function readVariables(variables: Readonly<Record<string, string>>) {
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name))
  if (reserved.length > 0) throw errors.reservedVariables(reserved)
  const measured = JSON.stringify(variables)
  if (Buffer.byteLength(measured) > 4096) throw errors.tooMuchEnvironment(measured)
  if (measured.includes('\\u0000')) throw errors.invalid('Environment variables have no NUL characters.')
  return variables
}

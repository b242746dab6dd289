import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runtimeError } from './errors.ts'
import { serveTypeScript } from './typescript.ts'

export type Handler = (
  event: unknown,
  context: unknown,
  callback: (error: unknown, result: unknown) => void,
) => unknown

/** As Lambda looks, and then for TypeScript. */
const ENDINGS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']

/** Finds `folder/module.name` (in `file`, where it is known) and gives the function; throws what Lambda's runtime says when there is none. */
export async function loadHandler(root: string, handler: string, file?: string): Promise<Handler> {
  const [, module, name] = /^((?:.*\/)?[^/.]+)\.(.+)$/.exec(handler) ?? []
  if (!module || handler.includes('..')) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler')
  const path = file ?? find(resolve(root, module))
  if (!path) {
    throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${module}' in ${root}`)
  }
  refuseStreaming()
  if (path.endsWith('ts')) serveTypeScript()
  const loaded = (await import(pathToFileURL(path).href)) as Record<string, unknown>
  const found = memberOf(loaded, name) ?? memberOf(loaded.default, name)
  if (found === undefined) {
    throw runtimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`)
  }
  if (typeof found !== 'function') {
    throw runtimeError('Runtime.HandlerNotFound', `${handler} is not a function`)
  }
  return found as Handler
}

function find(path: string): string | undefined {
  const ending = ENDINGS.find((each) => existsSync(path + each))
  return ending && path + ending
}

/** `a.b` is `b` of the export `a`. */
function memberOf(exported: unknown, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], exported)
}

function refuseStreaming() {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse() {
        throw runtimeError(
          'Runtime.StreamingNotServed',
          'awslambda.streamifyResponse: answers are not streamed here.',
        )
      },
    },
  })
}

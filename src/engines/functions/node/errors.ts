/** What a failed invocation answers, as Lambda's Node.js runtime writes it. */
export interface HandlerFailure {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/** Frames of the bootstrap tell the handler's author nothing. */
const OURS = import.meta.url.replace(/[^/]+\/[^/]+$/, '')

export function errorBody(error: unknown): HandlerFailure {
  if (!isError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  const { name, message, stack } = error
  return {
    errorType: name || 'Error',
    errorMessage: message,
    trace: (stack || `${name}: ${message}`).split('\n').filter((line) => !line.includes(OURS)),
  }
}

/** Errors of another realm (`vm`) are errors, too. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
}

/** An error of ours with the name that Lambda gives it. */
export function runtimeError(name: string, message: string): Error {
  const error = new Error(message)
  error.name = name
  return error
}

/** Why a handler could not be loaded: what a module threw while it was loaded stays as it is. */
export function initFailure(error: unknown): HandlerFailure {
  const failure = errorBody(error)
  const { code } = (error ?? {}) as { code?: string }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return {
      ...failure,
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: ${failure.errorMessage}`,
    }
  }
  if (error instanceof SyntaxError) {
    return {
      ...failure,
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: `SyntaxError: ${failure.errorMessage}`,
    }
  }
  return failure
}

export function logError(what: string, { errorType, errorMessage, trace }: HandlerFailure): void {
  console.error(what, JSON.stringify({ errorType, errorMessage, stack: trace }))
}

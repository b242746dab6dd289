import { Stopped } from '../patience.ts'
import type { HttpAnswer, HttpFailure, HttpPost, HttpRequest } from '../ports.ts'
import type { Attempt } from './outlet.ts'

/** An answer, or the reason that there is none. Rejects with `Stopped` alone. */
export async function ask(
  post: HttpPost,
  request: HttpRequest,
  { signal }: Pick<Attempt, 'signal'>,
): Promise<HttpAnswer | { readonly failure: HttpFailure }> {
  try {
    return await post(request, signal)
  } catch (error) {
    const failure = error as HttpFailure
    if (failure.kind === 'aborted') throw new Stopped()
    return { failure }
  }
}

/** The object that a JSON answer holds; undefined when it holds none. */
export function objectIn({ body }: HttpAnswer): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

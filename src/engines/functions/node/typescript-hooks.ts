import { isTypeScript, pathOf, strip } from './typescript.ts'

type NextLoad = (url: string, context: object) => Promise<object>
type NextResolve = (specifier: string, context: { readonly parentURL?: string }) => Promise<object>

/** Module hooks, in Node.js's own thread for them: `.ts` files are loaded as JavaScript. */
export async function load(url: string, context: object, next: NextLoad): Promise<object> {
  if (!isTypeScript(url)) return next(url, context)
  const { format, source } = strip(pathOf(url))
  return { format, source, shortCircuit: true }
}

/** TypeScript writes `./x.js` for `./x.ts`, and bundlers allow `./x`. */
export async function resolve(
  specifier: string,
  context: { readonly parentURL?: string },
  next: NextResolve,
): Promise<object> {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!specifier.startsWith('.') || !context.parentURL || !isTypeScript(context.parentURL)) throw error
    const bare = specifier.replace(/\.([mc]?)js$/, '')
    const ending = /\.([mc]?)js$/.exec(specifier)?.[1] ?? ''
    return next(`${bare}.${ending}ts`, context).catch(() => {
      throw error
    })
  }
}

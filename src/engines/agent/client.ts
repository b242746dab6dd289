import type { RemoteAccess } from '../../stages/agent/ports.ts'
import { credentialsOf } from './credentials.ts'
import { openConnections } from './http.ts'

/** Configuration of each client. The SDK tries once: when to try again is the agent's own decision. */
export function clientOptions(access: RemoteAccess) {
  const { endpoint, region, userAgent } = access
  const names = [userAgent.prefix, userAgent.product].flatMap((name) => (name ? name.split(/\s+/) : []))
  return {
    region,
    ...(endpoint ? { endpoint } : {}),
    credentials: credentialsOf(access.identity),
    requestHandler: openConnections(access.http),
    maxAttempts: 1,
    customUserAgent: names.map((name) => name.split('/', 2) as [string, string?]),
  }
}

interface Stack {
  add(middleware: Middleware, options: { step: 'finalizeRequest'; priority: 'low'; name: string }): void
}

// biome-ignore lint/suspicious/noExplicitAny: the SDK types middleware by each client's own operations.
type Middleware = (next: (args: any) => any) => (args: any) => any

/** userAgentOverride: the header as given, in place of the SDK's own. It isn't among the signed ones. */
export function overrideUserAgent(stack: Stack, value: string | undefined): void {
  if (!value) return
  const override: Middleware = (next) => (args) => {
    if (args.request?.headers) args.request.headers['user-agent'] = value
    return next(args)
  }
  stack.add(override, { step: 'finalizeRequest', priority: 'low', name: 'tailraceUserAgent' })
}

import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { RemoteHttp } from '../../stages/agent/ports.ts'

/** Connections to one service. HTTP/1.1 everywhere: what stands in for AWS speaks nothing else without TLS. */
export function openConnections(options: RemoteHttp): NodeHttpHandler {
  const pool = { keepAlive: true, maxSockets: options.maxConnections }
  return new NodeHttpHandler({
    connectionTimeout: options.connectionTimeoutMillis,
    socketTimeout: options.socketTimeoutMillis,
    httpAgent: new Agent(pool),
    httpsAgent: new SecureAgent(pool),
    // Requests over maxConnections wait their turn on purpose; the SDK would print a warning.
    socketAcquisitionWarningTimeout: 2 ** 31 - 1,
  })
}

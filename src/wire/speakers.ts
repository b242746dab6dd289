import { createHash } from 'node:crypto'
import type { Dispatch, Protocol, ServiceError } from '../record/index.ts'
import type { Authenticate } from './authentication.ts'
import { readBody, unpacked } from './body.ts'
import type { Contract } from './contract.ts'
import type { Directory } from './directory.ts'
import type { Exchange } from './exchange.ts'
import { malformed } from './malformed.ts'
import { jsonRpc } from './protocols/json-rpc.ts'
import type { RpcProtocol } from './protocols/rpc.ts'
import type { Reply } from './reply.ts'
import { protocolOf, undetermined, unknownOperation } from './target.ts'

/** Answers one request in the protocol that it speaks. */
export interface Speaker {
  /** For the log, e.g. `kinesis:PutRecords`. */
  readonly what: string
  answer(): Promise<Reply>
  fail(error: ServiceError): Reply
}

export interface Context {
  readonly directory: Directory
  readonly dispatch: Dispatch
  readonly authenticate: Authenticate
  readonly requestId: string
}

const RPC: Partial<Record<Protocol, RpcProtocol>> = {
  'json-1.0': jsonRpc('1.0'),
  'json-1.1': jsonRpc('1.1'),
}

const MIB = 2 ** 20
const BODY_LIMITS: Readonly<Record<string, number>> = { kinesis: 16 * MIB, firehose: 16 * MIB }
const BODY_LIMIT = 10 * MIB

export async function chooseSpeaker(exchange: Exchange, context: Context): Promise<Speaker> {
  const { headers } = exchange
  const protocol = protocolOf(headers['content-type'])
  const target = headers['x-amz-target']
  if (protocol && exchange.method === 'POST') {
    const dot = target?.lastIndexOf('.') ?? -1
    const contract = target && dot > 0 ? await context.directory.byTarget(target.slice(0, dot)) : undefined
    return rpcSpeaker(exchange, context, RPC[protocol] as RpcProtocol, contract, target?.slice(dot + 1) ?? '')
  }
  if (target) throw unknownOperation(404)
  throw undetermined()
}

function rpcSpeaker(
  exchange: Exchange,
  context: Context,
  protocol: RpcProtocol,
  contract: Contract | undefined,
  name: string,
): Speaker {
  const { headers, method, rawPath, rawQuery, signal } = exchange
  const operation = contract?.operations.get(name)
  return {
    what: contract ? `${contract.name}:${name}` : 'an unknown service',
    fail: (error) => protocol.fail(error, contract, context.requestId),
    async answer() {
      const limit = BODY_LIMITS[contract?.name ?? ''] ?? BODY_LIMIT
      const sent = await readBody(exchange, limit)
      const body = await unpacked(sent, headers['content-encoding'], limit)
      if (body.length === 0) throw operation ? malformed() : unknownOperation()
      const parsed = protocol.parse(body)
      if (!contract || !operation) throw unknownOperation()
      const { caller } = await context.authenticate({
        ...{ method, rawPath, rawQuery, headers },
        signingName: contract.model.signingName,
        bodySha256: () => createHash('sha256').update(sent).digest('hex'),
      })
      const input = protocol.read(parsed, operation)
      const output = await context.dispatch(contract.name, name, input, caller, signal)
      return protocol.write(output ?? {}, operation, context.requestId)
    },
  }
}

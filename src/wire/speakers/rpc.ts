import { readBody, unpacked } from '../body.ts'
import type { Contract, OperationContract } from '../contract.ts'
import { EVENT_STREAM, eventFrames } from '../event-stream.ts'
import type { Exchange } from '../exchange.ts'
import { malformed } from '../malformed.ts'
import type { RpcProtocol } from '../protocols/rpc.ts'
import { refusals } from '../refusals.ts'
import type { Reply } from '../reply.ts'
import { bodyLimitOf, type Context, factsOf, type Speaker } from './speaker.ts'

/** JSON 1.0 and 1.1, Kinesis' CBOR, RPC v2: the operation is named beside the body. */
export function rpcSpeaker(
  exchange: Exchange,
  context: Context,
  protocol: RpcProtocol,
  contract: Contract | undefined,
  name: string,
): Speaker {
  const what = contract ? `${contract.name}:${name}` : 'an unknown service'
  return {
    what,
    fail: (error) => protocol.fail(error, contract, context.requestId),
    async answer() {
      const { input, caller, operation, service } = await takeInput(
        exchange,
        context,
        protocol,
        contract,
        name,
      )
      const output = await context.dispatch(service, name, input, caller, exchange.signal)
      if (operation.events) {
        return streamOf(output, operation, protocol, (error) => context.onFailure(error, what))
      }
      return protocol.write(output ?? {}, operation, context.requestId)
    },
  }
}

/** A function of its own, so that body and tree are free while the operation runs: they may be 16 MiB each. */
async function takeInput(
  exchange: Exchange,
  { authenticate }: Context,
  protocol: RpcProtocol,
  contract: Contract | undefined,
  name: string,
) {
  const operation = contract?.operations.get(name)
  const limit = bodyLimitOf(contract)
  const sent = await readBody(exchange, limit)
  // The order is AWS's: a body, its syntax, the operation, who calls, the types of the members.
  const parsed = await parse(sent, exchange, limit, protocol, operation)
  if (!contract || !operation) throw refusals.unknownOperation()
  const { caller } = await authenticate(factsOf(exchange, contract.model.signingName, sent))
  return { input: protocol.read(parsed, operation), caller, operation, service: contract.name }
}

async function parse(
  sent: Buffer,
  { headers }: Exchange,
  limit: number,
  protocol: RpcProtocol,
  operation: OperationContract | undefined,
): Promise<unknown> {
  const body = await unpacked(sent, headers['content-encoding'], limit)
  if (body.length > 0) return protocol.parse(body)
  if (protocol.emptyBody) return protocol.emptyBody()
  throw operation ? malformed() : refusals.unknownOperation()
}

function streamOf(
  output: unknown,
  operation: OperationContract,
  { events }: RpcProtocol,
  onFailure: (error: unknown) => void,
): Reply {
  return {
    status: 200,
    endless: true,
    headers: { 'content-type': EVENT_STREAM },
    body: eventFrames((output ?? {}) as Record<string, unknown>, operation, events, onFailure),
  }
}

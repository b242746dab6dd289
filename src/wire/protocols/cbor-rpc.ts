import { kinesisInput, kinesisOutput, rpcInput, rpcOutput } from '../codecs/cbor.ts'
import { readCbor } from '../codecs/cbor-read.ts'
import { writeCbor } from '../codecs/cbor-write.ts'
import { readTree } from '../codecs/json-input.ts'
import { writeTree } from '../codecs/json-output.ts'
import { malformed } from '../malformed.ts'
import { errorBody } from './error-body.ts'
import { errorHeaders } from './json-rpc.ts'
import type { RpcProtocol } from './rpc.ts'

/** CBOR 1.1, as Kinesis speaks it with the Java SDKs: JSON 1.1's ways with CBOR's bytes. */
export const kinesisCbor: RpcProtocol = {
  events: {
    contentType: 'application/x-amz-cbor-1.1',
    write: (value, shape) => writeCbor(writeTree(value, shape, kinesisOutput)),
  },
  parse: parseCbor,
  read: (parsed, { input }) => readTree(parsed, input, kinesisInput),
  write(output, { output: shape }) {
    const body = shape.members.length > 0 ? writeCbor(writeTree(output, shape, kinesisOutput)) : ''
    return { status: 200, headers: { 'content-type': 'application/x-amz-cbor-1.1' }, body }
  },
  fail: (error, contract) => ({
    status: error.status,
    headers: { 'content-type': 'application/x-amz-cbor-1.1', ...errorHeaders(error, contract) },
    body: writeCbor(errorBody(error, contract, false)),
  }),
}

const RPC_HEADERS = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }

/** Smithy RPC v2: the operation is in the path, a missing body is an input without members. */
export const rpcV2Cbor: RpcProtocol = {
  events: {
    contentType: 'application/cbor',
    write: (value, shape) => writeCbor(writeTree(value, shape, rpcOutput)),
  },
  emptyBody: () => Object.create(null),
  parse: parseCbor,
  read: (parsed, { input }) => readTree(parsed, input, rpcInput),
  write: (output, { output: shape }) => ({
    status: 200,
    headers: { ...RPC_HEADERS },
    body: writeCbor(writeTree(output, shape, rpcOutput)),
  }),
  fail: (error, contract) => ({
    status: error.status,
    headers: { ...RPC_HEADERS, ...errorHeaders(error, contract) },
    body: writeCbor(errorBody(error, contract, true)),
  }),
}

function parseCbor(body: Buffer): unknown {
  const parsed = readCbor(body)
  if (typeof parsed !== 'object' || parsed === null || parsed instanceof Uint8Array) throw malformed()
  return parsed
}

import type { Extra, ServiceError } from '../../record/index.ts'
import type { Contract, OperationContract } from '../contract.ts'
import type { Reply } from '../reply.ts'

/** A protocol whose operation is a method and a path; what it does with bodies. */
export interface RestProtocol {
  /** The members that stand in the body, given its bytes. Throws `ServiceError`. */
  read(body: Buffer, operation: OperationContract): Record<string, unknown>
  /** The body of an output: a stream, bytes or text, or none; its headers. */
  write(
    output: Readonly<Record<string, unknown>> & Extra,
    operation: OperationContract,
    contract: Contract,
  ): Body
  fail(error: ServiceError, contract: Contract, resource: string, requestId: string): Reply
}

export type Body = Pick<Reply, 'body'> & { readonly headers: Readonly<Record<string, string>> }

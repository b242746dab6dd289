import type { ServiceError } from '../../record/index.ts'
import type { Contract, OperationContract } from '../contract.ts'
import type { Reply } from '../reply.ts'

/** A protocol whose operation is named beside the body, and whose body holds all of the input. */
export interface RpcProtocol {
  /** The body's syntax alone: AWS looks at that before it asks who calls. Throws `ServiceError`. */
  parse(body: Buffer): unknown
  read(parsed: unknown, operation: OperationContract): Record<string, unknown>
  write(output: unknown, operation: OperationContract, requestId: string): Reply
  fail(error: ServiceError, contract: Contract | undefined, requestId: string): Reply
}

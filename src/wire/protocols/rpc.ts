import type { ServiceError } from '../../record/index.ts'
import type { Contract, OperationContract } from '../contract.ts'
import type { EventPayload } from '../event-stream.ts'
import type { Reply } from '../reply.ts'

/** A protocol whose operation is named beside the body, and whose body holds all of the input. */
export interface RpcProtocol {
  /** The body's syntax alone: AWS looks at that before it asks who calls. Throws `ServiceError`. */
  parse(body: Buffer): unknown
  /** What stands for no body at all; without it that is an error. */
  emptyBody?(): unknown
  read(parsed: unknown, operation: OperationContract): Record<string, unknown>
  /** The payload of an event in an event stream. */
  readonly events: EventPayload
  write(output: unknown, operation: OperationContract, requestId: string): Reply
  fail(error: ServiceError, contract: Contract | undefined, requestId: string): Reply
}

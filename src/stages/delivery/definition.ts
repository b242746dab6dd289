import type { CreateInput, EncryptionInput, Tag } from './operations/inputs.ts'

/**
 * What is kept of a delivery stream, in one mark, so that every change of it is whole: AWS's own input as updates
 * have left it, and what has come with time. Earlier versions kept the first four members only.
 */
export interface Definition {
  readonly arn: string
  /** ms since 1970; tells a delivery stream from an earlier one of the same name. */
  readonly createdAt: number
  /** "1", and one more with every update of the destination. */
  readonly version: string
  readonly input: CreateInput
  /** ms since 1970 */
  readonly updatedAt?: number
  /** In the order in which they were given. */
  readonly tags?: readonly Tag[]
  /** Absent: off. */
  readonly encryption?: EncryptionInput
  /** When encryption was switched on or off, ms, within the last day. */
  readonly encryptionCalls?: readonly number[]
  /** Its deletion has begun and must be finished, by the next start if need be. */
  readonly deleting?: true
}

export const nameOf = ({ input }: Definition): string => input.DeliveryStreamName

export const typeOf = ({ input }: Definition) => input.DeliveryStreamType ?? 'DirectPut'

export const tagsOf = ({ tags, input }: Definition): readonly Tag[] => tags ?? input.Tags ?? []

import { bodyOf, countOf, type RecordBatch } from '../../../record/index.ts'

export type ErrorType = 'processing-failed' | 'AmazonOpenSearchService-failed'

/** Why records were given up. */
export interface Failure {
  readonly attemptsMade: number
  readonly errorCode: string
  readonly errorMessage: string
  /** ms since 1970 */
  readonly attemptEndingTimestamp: number
}

/** Failed records as Firehose writes them: one JSON object a line, in the order and with the names of its guide. */
export function processingFailed(batch: RecordBatch, failure: Failure, lambdaArn: string): Uint8Array {
  return lines(batch, (at) => ({ ...common(batch, at, failure), rawData: rawData(batch, at), lambdaArn }))
}

/** `rawData` is the record as it came from the source, so that it can be sent again. */
export function indexingFailed(
  batch: RecordBatch,
  failure: Failure,
  index: string,
  idOf: (at: number) => string,
): Uint8Array {
  return lines(batch, (at) => ({
    ...common(batch, at, failure),
    esDocumentId: idOf(at),
    esIndexName: index,
    esTypeName: '',
    rawData: rawData(batch, at),
  }))
}

function lines(batch: RecordBatch, document: (at: number) => unknown): Uint8Array {
  let text = ''
  for (let at = 0; at < countOf(batch); at++) text += `${JSON.stringify(document(at))}\n`
  return Buffer.from(text)
}

function common(batch: RecordBatch, at: number, failure: Failure) {
  return {
    attemptsMade: failure.attemptsMade,
    arrivalTimestamp: batch.times[at],
    errorCode: failure.errorCode,
    errorMessage: failure.errorMessage,
    attemptEndingTimestamp: failure.attemptEndingTimestamp,
  }
}

function rawData(batch: RecordBatch, at: number): string {
  return Buffer.from(bodyOf(batch, at)).toString('base64')
}

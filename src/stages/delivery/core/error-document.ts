import { bodyOf, countOf, type RecordBatch } from '../../../record/index.ts'

export type ErrorType =
  | 'processing-failed'
  | 'dynamic-partitioning-failed'
  | 'format-conversion-failed'
  | 'AmazonOpenSearchService-failed'
  | 'http-endpoint-failed'
  | 'splunk-failed'
  | 'redshift-failed'

/** Why records were given up. */
export interface Failure {
  readonly attemptsMade: number
  readonly errorCode: string
  readonly errorMessage: string
  /** ms since 1970 */
  readonly attemptEndingTimestamp: number
}

/** A record that was given up, by itself. */
export interface FailedRecord {
  readonly body: Uint8Array
  /** ms since 1970 */
  readonly arrived: number
  readonly failure: Failure
}

/** A single one; `more` and `before` are the members that its kind of failure adds, behind rawData and before it. */
export function errorDocument(
  { body, arrived, failure }: FailedRecord,
  more: object = {},
  before: object = {},
): Uint8Array {
  const document = {
    attemptsMade: failure.attemptsMade,
    arrivalTimestamp: arrived,
    errorCode: failure.errorCode,
    errorMessage: failure.errorMessage,
    attemptEndingTimestamp: failure.attemptEndingTimestamp,
    ...before,
    rawData: Buffer.from(body.buffer, body.byteOffset, body.length).toString('base64'),
    ...more,
  }
  return Buffer.from(`${JSON.stringify(document)}\n`)
}

/** Of a failed conversion: the guide's names for the error are others there. */
export function conversionDocument(
  { body, arrived, failure }: FailedRecord,
  sequence: { readonly number: string; readonly sub: number },
): Uint8Array {
  const document = {
    attemptsMade: failure.attemptsMade,
    arrivalTimestamp: arrived,
    lastErrorCode: failure.errorCode,
    lastErrorMessage: failure.errorMessage,
    attemptEndingTimestamp: failure.attemptEndingTimestamp,
    rawData: Buffer.from(body.buffer, body.byteOffset, body.length).toString('base64'),
    sequenceNumber: sequence.number,
    subSequenceNumber: sequence.sub,
    dataCatalogTable: null,
  }
  return Buffer.from(`${JSON.stringify(document)}\n`)
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

/** One record of an error output, as it may be sent again. */
export interface FailedBefore {
  readonly body: Uint8Array
  /** When it first arrived, ms since 1970. */
  readonly arrived: number
  /** Why it failed then. */
  readonly reason: string
}

/**
 * The records of an error object: a JSON document a line, with `rawData` in base64. Throws with a sentence when the
 * object is something else.
 */
export function failedRecords(text: string): FailedBefore[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, at) => {
      const document = documentIn(line)
      const { rawData, arrivalTimestamp, errorCode, errorMessage, lastErrorCode, lastErrorMessage } =
        document ?? {}
      if (typeof rawData !== 'string')
        throw new Error(`Line ${at + 1} is no failed record: it has no rawData.`)
      return {
        body: Buffer.from(rawData, 'base64'),
        arrived: typeof arrivalTimestamp === 'number' ? arrivalTimestamp : 0,
        reason: `${errorCode ?? lastErrorCode}: ${errorMessage ?? lastErrorMessage}`,
      }
    })
}

function documentIn(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** The delivery stream whose object has this key, by how Firehose names objects; undefined when none has. */
export function deliveryStreamOfKey(key: string): string | undefined {
  return /([A-Za-z0-9_.-]{1,64})-\d+-\d{4}(?:-\d\d){5}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[^/]*)?$/.exec(
    key.slice(key.lastIndexOf('/') + 1),
  )?.[1]
}

import { createAddBrackets } from './add-brackets.ts'
import { createAddEc2Metadata } from './add-ec2-metadata.ts'
import { type AddMetadataOptions, createAddMetadata } from './add-metadata.ts'
import type { Convert } from './converter.ts'
import { type CsvToJsonOptions, createCsvToJson } from './csv-to-json.ts'
import { createLogToJson, type LogToJsonOptions } from './log-to-json.ts'
import { createSingleLine, type SingleLineOptions } from './single-line.ts'

/** One entry of `dataProcessingOptions`, checked. */
export type Processing =
  | ({ readonly name: 'SINGLELINE' } & SingleLineOptions)
  | ({ readonly name: 'CSVTOJSON' } & CsvToJsonOptions)
  | ({ readonly name: 'LOGTOJSON' } & LogToJsonOptions)
  | ({ readonly name: 'ADDMETADATA' } & AddMetadataOptions)
  | { readonly name: 'ADDEC2METADATA' }
  | { readonly name: 'ADDBRACKETS' }

function createConverter(processing: Processing): Convert {
  switch (processing.name) {
    case 'SINGLELINE':
      return createSingleLine(processing)
    case 'CSVTOJSON':
      return createCsvToJson(processing)
    case 'LOGTOJSON':
      return createLogToJson(processing)
    case 'ADDMETADATA':
      return createAddMetadata(processing)
    case 'ADDEC2METADATA':
      return createAddEc2Metadata()
    case 'ADDBRACKETS':
      return createAddBrackets()
  }
}

/** The converters one after another. `kept` tells that one of them did not understand the record. */
export function createChain(
  processings: readonly Processing[],
): (record: Buffer, now: number) => { record: Buffer; kept: boolean } {
  const converters = processings.map(createConverter)
  return (record, now) => {
    let current = record
    for (const convert of converters) {
      const next = convert(current, now)
      if (next === undefined) return { record, kept: true }
      current = next
    }
    return { record: current, kept: false }
  }
}

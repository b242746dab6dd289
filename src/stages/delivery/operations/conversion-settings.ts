import { errors, reasons } from '../errors.ts'
import type { Conversion } from '../settings.ts'
import type { ConversionInput, ExtendedS3Input, S3Input } from './inputs.ts'

/** Defaults of AWS's ParquetSerDe. */
const PAGE = 1 << 20
const GROUP = 256 << 20

/** JSON to Parquet as DataFormatConversionConfiguration asks for it; undefined when it does not. */
export function readConversion(
  {
    DataFormatConversionConfiguration: input,
    CompressionFormat: compression,
  }: S3Input & Partial<ExtendedS3Input>,
  place: string,
): Conversion | undefined {
  if (!input || input.Enabled === false) return undefined
  const where = `${place}.DataFormatConversionConfiguration`
  if ((compression ?? 'UNCOMPRESSED') !== 'UNCOMPRESSED') {
    throw errors.wrong(`${place}.CompressionFormat`, 'with format conversion it must be UNCOMPRESSED.')
  }
  if (input.SchemaConfiguration) throw errors.notServed(`${where}.SchemaConfiguration`, reasons.schema)
  return {
    keys: readKeys(input, `${where}.InputFormatConfiguration.Deserializer`),
    output: readOutput(input, `${where}.OutputFormatConfiguration.Serializer`),
  }
}

function readKeys({ InputFormatConfiguration: input }: ConversionInput, where: string): Conversion['keys'] {
  const { OpenXJsonSerDe: openX, HiveJsonSerDe: hive } = input?.Deserializer ?? {}
  if (!openX === !hive) throw errors.wrong(where, 'one of OpenXJsonSerDe and HiveJsonSerDe must be given.')
  if ((hive?.TimestampFormats ?? []).length > 0) {
    throw errors.notServed(`${where}.HiveJsonSerDe.TimestampFormats`, reasons.timestamps)
  }
  if (openX?.CaseInsensitive === false) {
    throw errors.notServed(`${where}.OpenXJsonSerDe.CaseInsensitive false`, reasons.caseSensitive)
  }
  const mappings = Object.entries(openX?.ColumnToJsonKeyMappings ?? {})
  const renamed = mappings.map(([column, key]) => [key.toLowerCase(), column.toLowerCase()])
  return {
    dotsToUnderscores: openX?.ConvertDotsInJsonKeysToUnderscores ?? false,
    renamed: Object.fromEntries(renamed),
  }
}

function readOutput(
  { OutputFormatConfiguration: output }: ConversionInput,
  where: string,
): Conversion['output'] {
  const { ParquetSerDe: parquet, OrcSerDe: orc } = output?.Serializer ?? {}
  if (orc) throw errors.notServed(`${where}.OrcSerDe`, reasons.orc)
  if (!parquet) throw errors.wrong(where, 'ParquetSerDe must be given.')
  if ((parquet.PageSizeBytes ?? PAGE) !== PAGE) {
    throw errors.notServed(`${where}.ParquetSerDe.PageSizeBytes ${parquet.PageSizeBytes}`, reasons.pages)
  }
  if ((parquet.MaxPaddingBytes ?? 0) !== 0) {
    throw errors.notServed(
      `${where}.ParquetSerDe.MaxPaddingBytes ${parquet.MaxPaddingBytes}`,
      reasons.padding,
    )
  }
  return {
    compression: parquet.Compression ?? 'SNAPPY',
    version: parquet.WriterVersion ?? 'V1',
    dictionary: parquet.EnableDictionaryCompression ?? true,
    groupBytes: parquet.BlockSizeBytes ?? GROUP,
  }
}

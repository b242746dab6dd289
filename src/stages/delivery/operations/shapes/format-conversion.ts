import type { Member } from '../../../../record/index.ts'
import { choice, decimal, flag, list, map, structure, text, whole } from './constraint.ts'

const word = text(1, 1024, '^\\S+$')
const phrase = text(1, 1024, '^(?!\\s*$).+')

const deserializer = structure({
  OpenXJsonSerDe: structure({
    ConvertDotsInJsonKeysToUnderscores: flag,
    CaseInsensitive: flag,
    ColumnToJsonKeyMappings: map(word, phrase),
  }),
  HiveJsonSerDe: structure({ TimestampFormats: list(phrase) }),
})

const serializer = structure({
  ParquetSerDe: structure({
    BlockSizeBytes: whole(67_108_864),
    PageSizeBytes: whole(65_536),
    Compression: choice('UNCOMPRESSED', 'GZIP', 'SNAPPY'),
    EnableDictionaryCompression: flag,
    MaxPaddingBytes: whole(0),
    WriterVersion: choice('V1', 'V2'),
  }),
  OrcSerDe: structure({
    StripeSizeBytes: whole(8_388_608),
    BlockSizeBytes: whole(67_108_864),
    RowIndexStride: whole(1000),
    EnablePadding: flag,
    PaddingTolerance: decimal(0, 1),
    Compression: choice('NONE', 'ZLIB', 'SNAPPY'),
    BloomFilterColumns: list(word),
    BloomFilterFalsePositiveProbability: decimal(0, 1),
    DictionaryKeyThreshold: decimal(0, 1),
    FormatVersion: choice('V0_11', 'V0_12'),
  }),
})

/** Conversion of JSON to Parquet; see conversion-settings.ts for what of it is refused. */
export const formatConversion: Member = structure({
  SchemaConfiguration: structure({
    ...{ RoleARN: word, CatalogId: word, DatabaseName: word },
    ...{ TableName: word, Region: word, VersionId: word },
  }),
  InputFormatConfiguration: structure({ Deserializer: deserializer }),
  OutputFormatConfiguration: structure({ Serializer: serializer }),
  Enabled: flag,
})

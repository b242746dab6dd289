import type { Members } from '../../../../record/index.ts'
import { readCopyOptions } from '../../core/copy-options.ts'
import { errors, reasons } from '../../errors.ts'
import type { RedshiftSettings } from '../../settings.ts'
import { readSourceBackup } from '../backup-settings.ts'
import { assertNoLogging, readBucket, readHints } from '../bucket-settings.ts'
import type { RedshiftInput } from '../inputs.ts'
import { assertNoPartitions, readDelimiter } from '../processor-settings.ts'
import { bucket, bucketUpdate } from '../shapes/bucket.ts'
import { choice, need, optional, refuse, structure, text, without } from '../shapes/constraint.ts'
import { logging, processing, retry, roleArn, secret } from '../shapes/delivery.ts'
import { type DestinationType, served } from './destination-type.ts'
import { describeBucket } from './extended-s3.ts'

const members: Members = {
  RoleARN: need(roleArn),
  ClusterJDBCURL: need(
    text(1, 512, 'jdbc:(redshift|postgresql)://[A-Za-z0-9.\\-]+:\\d{1,5}/[a-zA-Z0-9_$-]+'),
  ),
  CopyCommand: need(
    structure({
      DataTableName: need(text(1, 512, '.*')),
      DataTableColumns: text(0, 10_240, '.*'),
      CopyOptions: text(0, 10_240, '.*'),
    }),
  ),
  Username: text(1, 512, '.*'),
  Password: text(6, 512, '.*'),
  RetryOptions: retry,
  S3Configuration: need(structure(bucket)),
  ProcessingConfiguration: processing,
  S3BackupMode: choice('Disabled', 'Enabled'),
  S3BackupConfiguration: structure(bucket),
  CloudWatchLoggingOptions: logging,
  SecretsManagerConfiguration: refuse(secret, reasons.secret),
}

const update: Members = {
  ...optional(without(members, 'S3Configuration', 'S3BackupConfiguration')),
  S3Update: structure(bucketUpdate),
  S3BackupUpdate: structure(bucketUpdate),
}

export const redshift: DestinationType = served('Redshift', members, update, {
  family: 'Redshift',
  read,
  readBackup: ({ S3BackupMode: mode, S3BackupConfiguration: input }: RedshiftInput, place) =>
    mode === 'Enabled' ? readSourceBackup(input, mode, `${place}.S3BackupConfiguration`) : undefined,
  describe: (input) => ({ RedshiftDestinationDescription: describe(input) }),
})

const RETRY_SECONDS = 3600

function read(input: RedshiftInput, place: string): RedshiftSettings {
  const { CopyCommand: command, S3Configuration: staging, Username: user, Password: password } = input
  if (!user) throw errors.wrong(`${place}.Username`, 'it must be given.')
  if (!password) throw errors.wrong(`${place}.Password`, 'it must be given.')
  const bucket = readBucket(staging, `${place}.S3Configuration`)
  const [, host, port, database] = /^jdbc:\w+:\/\/([^:/]+):(\d+)\/(.+)$/.exec(
    input.ClusterJDBCURL,
  ) as string[]
  const isRedshift = /\.redshift(-serverless)?\./.test(host)
  assertStaging(input, place, isRedshift)
  assertNoLogging(input.CloudWatchLoggingOptions, place)
  assertNoPartitions(input.ProcessingConfiguration, place)
  const columns = command.DataTableColumns?.split(',').map((name) => name.trim())
  return {
    ...{ kind: 'redshift', service: 'Redshift', bucket, user, password },
    jdbc: { host, port: Number(port), database, isEncrypted: isRedshift },
    roleArn: input.RoleARN,
    table: command.DataTableName,
    columns: columns?.some((name) => name !== '') ? columns : undefined,
    copyOptions: command.CopyOptions ?? '',
    delimiter: readDelimiter(input.ProcessingConfiguration, place),
    hints: readHints(staging.BufferingHints, `${place}.S3Configuration`, { mib: 5, seconds: 300 }),
    retryMillis: (input.RetryOptions?.DurationInSeconds ?? RETRY_SECONDS) * 1000,
  }
}

/** AWS's rules for the bucket in between; and what can be read here when the database can't do it itself. */
function assertStaging(
  { S3Configuration: staging, CopyCommand: command }: RedshiftInput,
  place: string,
  isRedshift: boolean,
) {
  const compression = staging.CompressionFormat ?? 'UNCOMPRESSED'
  const where = `${place}.S3Configuration`
  if (compression !== 'UNCOMPRESSED' && compression !== 'GZIP') {
    throw errors.wrong(`${where}.CompressionFormat`, 'for COPY it is UNCOMPRESSED or GZIP.')
  }
  if (/!\{/.test(staging.Prefix ?? ''))
    throw errors.wrong(`${where}.Prefix`, 'for COPY it has no expressions.')
  if (staging.ErrorOutputPrefix !== undefined) {
    throw errors.wrong(`${where}.ErrorOutputPrefix`, 'for COPY there is none: failures go to errors/.')
  }
  const format = readCopyOptions(command.CopyOptions ?? '')
  const options = `${place}.CopyCommand.CopyOptions`
  if (!isRedshift && format.other) {
    throw errors.notServed(
      `${options} ${format.other}`,
      "into PostgreSQL there are JSON 'auto', CSV, DELIMITER and GZIP.",
    )
  }
  if (format.other || format.isZipped === (compression === 'GZIP')) return
  throw errors.wrong(options, 'GZIP must be there when CompressionFormat is GZIP, and only then.')
}

/** AWS does not show the password. */
function describe({
  S3Configuration: staging,
  S3BackupConfiguration: backup,
  Password: _,
  ...input
}: RedshiftInput) {
  return {
    CloudWatchLoggingOptions: { Enabled: false },
    S3BackupMode: 'Disabled',
    ...input,
    RetryOptions: { DurationInSeconds: input.RetryOptions?.DurationInSeconds ?? RETRY_SECONDS },
    S3DestinationDescription: describeBucket(staging),
    ...(backup ? { S3BackupDescription: describeBucket(backup) } : {}),
  }
}

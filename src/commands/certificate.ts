import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Options } from '../config/parse.ts'
import { UsageError } from '../config/parse.ts'
import type { Doors } from '../doors.ts'
import type { CommandContext } from './context.ts'

type Tls = NonNullable<Doors['tls']>

const DAY = 86_400_000

/** What `--port-aws-tls`, `--certificate` and `--key` ask for: the pair given, or one of our own in the data folder. */
export async function tlsOf(
  dataFolder: string,
  options: Options,
  context: Pick<CommandContext, 'workingFolder' | 'now'>,
): Promise<Tls | undefined> {
  const port = options['port-aws-tls'] as number | undefined
  const { certificate, key } = options as { certificate?: string; key?: string }
  if (port === undefined) {
    if (certificate || key) throw new UsageError('--certificate and --key go with --port-aws-tls PORT.')
    return undefined
  }
  if ((certificate === undefined) !== (key === undefined)) {
    throw new UsageError('--certificate and --key go together: each needs the other.')
  }
  if (certificate === undefined || key === undefined)
    return { port, ...(await ownPair(dataFolder, context.now())) }
  const files = [certificate, key].map((file) => resolve(context.workingFolder, file))
  const pair = { certificate: readPem(files[0], '--certificate'), key: readPem(files[1], '--key') }
  const trouble = troubleOf(pair)
  if (trouble) throw new Error(`${files[0]} and ${files[1]} can't be used for TLS: ${trouble}.`)
  return { port, ...pair }
}

function readPem(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`Can't read ${file} of ${option}: ${(error as NodeJS.ErrnoException).code}.`)
  }
}

/** The pair of the last start, unless it ends soon; a new one otherwise. The key is its owner's alone. */
async function ownPair(dataFolder: string, now: number): Promise<Omit<Tls, 'port'>> {
  const files = {
    certificate: join(dataFolder, 'tls', 'certificate.pem'),
    key: join(dataFolder, 'tls', 'key.pem'),
  }
  if (existsSync(files.certificate) && existsSync(files.key)) {
    const kept = { certificate: readPem(files.certificate, 'ours'), key: readPem(files.key, 'ours') }
    if (!troubleOf(kept) && endOf(kept.certificate) > now + 30 * DAY) return kept
  }
  const made = await makePair(now)
  mkdirSync(join(dataFolder, 'tls'), { recursive: true, mode: 0o700 })
  for (const name of ['key', 'certificate'] as const) {
    writeFileSync(`${files[name]}.new`, made[name], { mode: 0o600 })
    renameSync(`${files[name]}.new`, files[name])
  }
  return made
}

async function makePair(now: number): Promise<Omit<Tls, 'port'>> {
  // Loaded only when a certificate has to be made.
  const { generate } = await import('selfsigned')
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...{ keyType: 'ec', curve: 'P-256', algorithm: 'sha256' },
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + 825 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...['localhost', '*.localhost', 's3.localhost', '*.s3.localhost'].map((value) => ({
            type: 2 as const,
            value,
          })),
          ...['127.0.0.1', '::1'].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  return { certificate: made.cert, key: made.private }
}

function troubleOf({ certificate, key }: Omit<Tls, 'port'>): string | undefined {
  try {
    createSecureContext({ cert: certificate, key })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const endOf = (certificate: string) => Date.parse(new X509Certificate(certificate).validTo)

import { readCopyOptions, rowsOf } from '../core/copy-options.ts'
import { evaluatePrefix, objectPrefix } from '../core/prefix.ts'
import type { DeliveryPorts, Warehouse } from '../ports.ts'
import type { RedshiftSettings, Settings } from '../settings.ts'
import type { Destination } from './context.ts'
import { compress } from './object-body.ts'
import { objectKey } from './object-key.ts'
import type { Outgoing } from './outgoing.ts'
import { type Outlet, openOutlet } from './outlet.ts'

/** One COPY is of one buffer, whatever it holds. */
const MOST = { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

export function openRedshift(ports: DeliveryPorts, settings: Settings): Destination {
  if (!ports.warehouse) throw new Error('There is nothing here that speaks to a database.')
  return openOutlet(ports, settings, redshiftOutlet(ports, ports.warehouse, settings))
}

/** An object that is staged, and its manifest. */
interface Staged {
  readonly requestId: string
  readonly url: string
  readonly bytes: number
  readonly name: string
  readonly manifestUrl: string
  readonly text: string
}

/**
 * Records are staged in the bucket, a manifest names the object, and COPY takes it. What can't be copied stays where
 * it is staged, and a manifest under `errors/manifests/` names it, so that it can be copied later.
 */
function redshiftOutlet(ports: DeliveryPorts, copy: Warehouse, settings: Settings): Outlet {
  const destination = settings.destination as RedshiftSettings
  const { bucket, table, columns, copyOptions, roleArn, jdbc } = destination
  const format = readCopyOptions(copyOptions)
  const bucketName = bucket.bucketArn.replace(/^.*:::/, '')
  let staged: Staged | undefined

  async function stage(records: readonly Outgoing[], requestId: string): Promise<Staged> {
    if (staged?.requestId === requestId) return staged
    const bodies = records.map(({ body }) => body)
    const time = Math.min(...records.map(({ arrived }) => arrived))
    const key = objectKey(settings, bucket, { time, now: ports.now(), uuid: ports.uuid })
    const pieces = await compress(bodies, bucket.compression)
    await ports.objects.put(bucket.bucketArn, key, pieces)
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0)
    const name = key.slice(key.lastIndexOf('/') + 1)
    const [url, manifest] = [urlOf(key), manifestKey('manifests/', name, time)]
    await putManifest(manifest, url, bytes)
    const text = Buffer.concat(bodies).toString()
    staged = { requestId, url, bytes, name, manifestUrl: urlOf(manifest), text }
    return staged
  }

  const urlOf = (key: string) => `s3://${bucketName}/${key}`

  function manifestKey(folder: string, name: string, time: number): string {
    return `${evaluatePrefix(objectPrefix(folder), { time, zone: 'UTC', uuid: ports.uuid })}${name}`
  }

  function putManifest(key: string, url: string, contentLength: number) {
    const entries = [{ url, mandatory: true, meta: { content_length: contentLength } }]
    return ports.objects.put(bucket.bucketArn, key, [Buffer.from(JSON.stringify({ entries }))])
  }

  function statementOf({ manifestUrl }: Staged): string {
    const list = columns ? ` (${columns.join(', ')})` : ''
    const credentials = `CREDENTIALS 'aws_iam_role=${roleArn}'`
    return `COPY ${table}${list} FROM '${manifestUrl.replaceAll("'", "''")}' ${credentials} MANIFEST ${copyOptions}`
  }

  return {
    errorType: 'redshift-failed',
    most: MOST,
    async attempt(records, { requestId }) {
      try {
        const ready = await stage(records, requestId)
        const rows = () => rowsOf(ready.text, format)
        const about = { statement: statementOf(ready), rows, table, ...(columns ? { columns } : {}) }
        await copy({ ...jdbc, user: destination.user, password: destination.password, ...about })
        staged = undefined
        return []
      } catch (error) {
        const { message, code = '' } = error as Error & { code?: string }
        const why = { code: `Redshift.${code || 'CopyFailed'}`, message, permanent: false }
        return records.map((record) => ({ record, ...why }))
      }
    },
    async abandon(records) {
      const { name, url, bytes } = staged ?? (await stage(records, 'abandoned'))
      const time = Math.min(...records.map(({ arrived }) => arrived))
      await putManifest(manifestKey('errors/manifests/', name, time), url, bytes)
      staged = undefined
    },
  }
}

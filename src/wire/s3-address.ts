/** Bucket and rest of the path, each as sent. Without a bucket the request is for the service itself. */
export interface S3Address {
  readonly bucket?: string
  /** Begins with `/`; the key follows, if any. */
  readonly rawPath: string
}

/** `BUCKET.s3.localhost`, `BUCKET.s3.eu-west-1.amazonaws.com`, `s3.localhost`, … */
const S3_HOST =
  /^(?:(.+)\.)?s3(?:[.-](?:(?:dualstack|accelerate|fips)[.-])?[a-z0-9-]+)?\.(?:localhost|amazonaws\.com)$/

/**
 * Where an S3 request goes. A bucket stands in the host's name (virtual-host style) or first in the path. Buckets'
 * names may hold dots; `BUCKET.localhost` is taken too, as some clients make it from an endpoint of localhost.
 */
export function s3Address(host: string | undefined, rawPath: string): S3Address {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  const inHost = S3_HOST.exec(name)?.[1] ?? /^(?!s3\.)(.+)\.localhost$/.exec(name)?.[1]
  if (inHost) return { bucket: inHost, rawPath }
  const slash = rawPath.indexOf('/', 1)
  const bucket = slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash)
  if (bucket === '') return { rawPath: '/' }
  return { bucket, rawPath: slash < 0 ? '/' : rawPath.slice(slash) }
}

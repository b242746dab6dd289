export interface CopySource {
  readonly bucket: string
  readonly key: string
  readonly version?: string
}

/** `[/]BUCKET/KEY[?versionId=ID]`, percent-encoded as a whole or in part; undefined when it is not. */
export function parseCopySource(header: string): CopySource | undefined {
  const [path, version] = header.split(/\?versionId=/, 2)
  const decoded = decode(path)
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded ?? '') ?? []
  if (bucket === undefined || bucket.startsWith('arn:')) return undefined
  return { bucket, key, ...(version === undefined ? {} : { version }) }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

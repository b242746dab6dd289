import { compileDatePattern } from './date-pattern.ts'

/** `NAME-VERSION-YYYY-MM-DD-HH-MM-SS-RANDOM` + extension; the time of delivery in UTC. */
export function objectName(object: {
  readonly deliveryStream: string
  readonly version: string
  readonly now: number
  readonly uuid: string
  readonly extension: string
}): string {
  const { deliveryStream, version, now, uuid, extension } = object
  return `${deliveryStream}-${version}-${suffix(now, 'UTC')}-${uuid}${extension}`
}

const suffix = compileDatePattern('yyyy-MM-dd-HH-mm-ss')

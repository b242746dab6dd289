import { createHmac, timingSafeEqual } from 'node:crypto'

/** `date/region/service/aws4_request`: what a signature is good for. */
export interface Scope {
  /** `20261120` */
  readonly date: string
  readonly region: string
  readonly service: string
}

export function scopeText({ date, region, service }: Scope): string {
  return `${date}/${region}/${service}/aws4_request`
}

export function deriveSigningKey(secretAccessKey: string, { date, region, service }: Scope): Buffer {
  return [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

export function sign(signingKey: Buffer, text: string): string {
  return createHmac('sha256', signingKey).update(text).digest('hex')
}

/** In constant time. What is not 64 lower-case hex digits is never a signature. */
export function sameSignature(expected: string, given: string | undefined): boolean {
  if (given === undefined || !/^[0-9a-f]{64}$/.test(given)) return false
  return timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(given, 'latin1'))
}

/**
 * Derived keys, remembered: four HMACs a request saved. One entry a key, day, region and service; the oldest goes
 * when there are too many.
 */
export function createSigningKeys(limit = 256) {
  const keys = new Map<string, { readonly secret: string; readonly key: Buffer }>()
  return (accessKeyId: string, secret: string, scope: Scope): Buffer => {
    const name = `${accessKeyId}/${scopeText(scope)}`
    const known = keys.get(name)
    if (known?.secret === secret) return known.key
    const key = deriveSigningKey(secret, scope)
    keys.delete(name)
    if (keys.size >= limit) keys.delete(keys.keys().next().value as string)
    keys.set(name, { secret, key })
    return key
  }
}

export type SigningKeys = ReturnType<typeof createSigningKeys>

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ServiceError } from '../../src/record/index.ts'
import type { Authenticate, Authenticated } from '../../src/wire/authentication.ts'
import { exchangeOf } from '../../src/wire/exchange.ts'
import { requireSignatures } from '../../src/wire/sigv4/index.ts'

export const KEY = {
  accessKeyId: 'AKIATESTTESTTESTTEST',
  secretAccessKey: 'a/Secret+Of/The+Tests/a/Secret+Of/The+Te',
}

/** Signatures of one key, by a clock that a test can move. */
export function keyOnly(now: () => number = Date.now): Authenticate {
  return requireSignatures({
    credentials: (id) =>
      id === KEY.accessKeyId
        ? {
            secretAccessKey: KEY.secretAccessKey,
            account: '000000000000',
            arn: 'arn:aws:iam::000000000000:root',
          }
        : undefined,
    now,
  })
}

export interface Gate {
  readonly url: string
  /** What each accepted request was, oldest first. */
  readonly accepted: Accepted[]
  close(): Promise<void>
}

export interface Accepted {
  readonly line: string
  readonly caller: Authenticated['caller']
  readonly payload?: string
  readonly body: string
}

/** A server that does nothing but check S3's signatures, in bodies too, and says in XML what is wrong. */
export async function openGate(authenticate: Authenticate): Promise<Gate> {
  const accepted: Accepted[] = []
  const server = createServer(async (request, response) => {
    const { method, rawPath, rawQuery, headers } = exchangeOf(request, response, false)
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const sent = Buffer.concat(pieces)
    try {
      const found = await authenticate({ method, rawPath, rawQuery, headers, signingName: 's3' })
      const payload = headers['x-amz-content-sha256']
      const body = payload?.startsWith('STREAMING') ? takenApart(sent, found) : sent
      if (found.bodyHash && sha256(body) !== found.bodyHash) {
        throw new ServiceError('XAmzContentSHA256Mismatch', '')
      }
      accepted.push({
        ...{ line: `${method} ${rawPath}`, caller: found.caller, body: body.toString() },
        ...(payload ? { payload } : {}),
      })
      response.end(method === 'GET' ? 'content' : undefined)
    } catch (error) {
      const { type, message, status } = error as ServiceError
      response.writeHead(status ?? 500, { 'content-type': 'application/xml' })
      response.end(`<Error><Code>${type}</Code><Message>${message}</Message></Error>`)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    accepted,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** `aws-chunked`, plainly; whatever is unexpected throws. */
function takenApart(sent: Buffer, { chunks }: Authenticated): Buffer {
  const whole: Buffer[] = []
  for (let at = 0; ; ) {
    const end = sent.indexOf('\r\n', at)
    const [size, extension] = sent.toString('latin1', at, end).split(';')
    const length = Number.parseInt(size, 16)
    const data = sent.subarray(end + 2, end + 2 + length)
    chunks?.chunk(extension?.replace('chunk-signature=', ''), sha256(data))
    whole.push(data)
    at = end + 2 + length + (length > 0 ? 2 : 0)
    if (length > 0) continue
    const lines = sent.toString('latin1', at).split('\r\n').filter(Boolean)
    const own = lines.filter((line) => !line.startsWith('x-amz-trailer-signature:'))
    const signature = lines.find((line) => !own.includes(line))?.split(':')[1]
    if (lines.length > 0) chunks?.trailer(signature, sha256(Buffer.from(`${own.join('\n')}\n`)))
    return Buffer.concat(whole)
  }
}

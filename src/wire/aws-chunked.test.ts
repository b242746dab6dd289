import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { unchunked } from './aws-chunked.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const signature = (at: number) => String(at).repeat(64)

const SIGNED =
  `3;chunk-signature=${signature(1)}\r\nhel\r\n2;chunk-signature=${signature(2)}\r\nlo\r\n` +
  `0;chunk-signature=${signature(3)}\r\nX-Amz-Checksum-Crc32: NhCmhg==\r\n` +
  `x-amz-trailer-signature:${signature(4)}\r\n\r\n`

async function* inPieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size))
}

async function read(text: string, size: number, length?: number) {
  const checked: unknown[] = []
  const { bytes, trailers } = unchunked(
    inPieces(text, size),
    {
      chunk: (...all) => void checked.push(all),
      trailer: (...all) => void checked.push(['trailer', ...all]),
    },
    length,
  )
  let out = ''
  for await (const piece of bytes) out += Buffer.from(piece).toString()
  return { out, trailers, checked }
}

test.each([1, 2, 7, 1000])(
  'chunks and trailers, each checked, however they arrive (%i bytes at once)',
  async (size) => {
    expect(await read(SIGNED, size, 5)).toEqual({
      out: 'hello',
      trailers: { 'x-amz-checksum-crc32': 'NhCmhg==' },
      checked: [
        [signature(1), sha256('hel')],
        [signature(2), sha256('lo')],
        [signature(3), sha256('')],
        ['trailer', signature(4), sha256('x-amz-checksum-crc32:NhCmhg==\n')],
      ],
    })
  },
)

test('a chunk without its signature reaches the check, which refuses it', async () => {
  expect((await read('2\r\nlo\r\n0\r\n\r\n', 3, 2)).checked).toEqual([
    [undefined, sha256('lo')],
    [undefined, sha256('')],
  ])
})

test.each([
  ['ends in the middle of a chunk', SIGNED.slice(0, 90), undefined],
  ['ends before the last chunk', SIGNED.slice(0, 88), undefined],
  ['is shorter than promised', SIGNED, 6],
  ['is longer than promised', SIGNED, 4],
  ['has no size', 'x\r\n', undefined],
  ['has a chunk longer than its size', '1\r\nab\r\n0\r\n\r\n', undefined],
  ['has a line without an end', 'a'.repeat(20_000), undefined],
])('a body that %s is incomplete', async (_what, text, length) => {
  await expect(read(text, 11, length)).rejects.toMatchObject({ type: 'IncompleteBody', status: 400 })
})

test('a trailer that is none', async () => {
  await expect(read('0\r\nnothing\r\n\r\n', 5)).rejects.toMatchObject({ type: 'MalformedTrailerError' })
})

import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { request } from 'node:http'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test, vi } from 'vitest'
import { refusal, s3ForTests } from './s3-objects-world.ts'

// Clients that go away in the middle.

const s3 = s3ForTests()
const { send } = s3

/** Files of the lake that this process, which is the server too, has open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`)
      } catch {
        return '' // that of the directory itself
      }
    })
    .filter((file) => file.startsWith(s3.path))
}

async function putHalf(Key: string) {
  const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket: 'logs', Key }))
  const client = request(url, { method: 'PUT', headers: { 'content-length': 8_000_000 } })
  client.on('error', () => {})
  client.write(Buffer.alloc(3_000_000, 1))
  await vi.waitFor(async () => expect(await s3.left()).toHaveLength(1))
  client.destroy()
}

test('a PUT that breaks off leaves nothing, and what was there stays', async () => {
  await send(PutObjectCommand, { Key: 'kept', Body: 'before' })
  await putHalf('kept')
  await putHalf('new')
  await vi.waitFor(async () => expect(await s3.left()).toEqual([]))
  expect(await send(HeadObjectCommand, { Key: 'kept' })).toMatchObject({ ContentLength: 6 })
  await expect(send(HeadObjectCommand, { Key: 'new' })).rejects.toMatchObject(refusal('NotFound', 404))
})

test.skipIf(!existsSync('/proc/self/fd'))('a GET that is not read to its end closes its file', async () => {
  await send(PutObjectCommand, { Key: 'large', Body: Buffer.alloc(60_000_000) })
  const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket: 'logs', Key: 'large' }))
  const client = request(url)
  client.on('error', () => {})
  client.end()
  await new Promise<void>((resolve) => {
    client.on('response', (response) => {
      response.on('error', () => {})
      response.once('data', () => resolve())
    })
  })
  expect(openFiles()).toHaveLength(1)
  client.destroy()
  await vi.waitFor(() => expect(openFiles()).toEqual([]))
})

test.skipIf(!existsSync('/proc/self/fd'))('refused and conditional reads close their files', async () => {
  await send(PutObjectCommand, { Key: 'small', Body: 'x' })
  for (const input of [{ IfMatch: '"x"' }, { IfNoneMatch: '*' }, { Range: 'bytes=9-' }, { PartNumber: 2 }]) {
    await expect(send(GetObjectCommand, { Key: 'small', ...input })).rejects.toThrow()
  }
  await send(PutObjectCommand, { Key: 'empty', Body: '' })
  await (await send(GetObjectCommand, { Key: 'empty' })).Body.transformToString()
  await vi.waitFor(() => expect(openFiles()).toEqual([]))
})

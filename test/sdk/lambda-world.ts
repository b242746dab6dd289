import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { expect } from 'vitest'
import { openCodeFolder } from '../../src/engines/functions/code-folder.ts'
import { openProcessEngine } from '../../src/engines/functions/process.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createMeter } from '../../src/observe/metrics.ts'
import type { Marks } from '../../src/record/index.ts'
import { createFunctions } from '../../src/stages/functions/index.ts'
import { openBench } from './wire-bench.ts'

export const ACCOUNT = '000000000000'
export const REGION = 'eu-west-1'
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/handlers`
export const arn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`

export const zip = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))

/** Lambda behind its port, with real processes, in a folder that outlives a restart; and the official client. */
export async function openLambda(
  options: { readonly idleMillis?: number; readonly initMillis?: number } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-lambda-'))
  const kept = new Map<string, string>()
  const objects = new Map<string, Uint8Array>()
  /** How long the event queue was asked to wait; it does not. */
  const waits: number[] = []
  const meter = createMeter(Date.now)
  let life = await boot()

  async function boot() {
    const engine = await openProcessEngine({
      ...{ folder, now: Date.now },
      credentials: () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'AK' }),
      ...options,
    })
    const functions = createFunctions({
      ...{ now: Date.now, log: silentLog, account: ACCOUNT, region: REGION, meter },
      own: {
        engine,
        code: await openCodeFolder(join(folder, 'code')),
        marks: marksOf(kept),
        uuid: randomUUID,
        object: async (bucket, key) => objects.get(`${bucket}/${key}`),
        async sleep(millis, signal) {
          waits.push(millis)
          await sleep(1, undefined, { signal })
        },
      },
    })
    functions.start()
    const bench = await openBench([functions.service])
    const client = new LambdaClient({
      endpoint: bench.url,
      region: REGION,
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      maxAttempts: 1,
    })
    return { engine, functions, bench, client }
  }

  async function shut() {
    const { engine, functions, bench, client } = life
    client.destroy()
    await bench.close()
    await functions.close()
    await engine.close()
  }

  const send = (command: object) =>
    // biome-ignore lint/suspicious/noExplicitAny: each command has an answer of its own.
    life.client.send(command as never) as Promise<any>

  return {
    folder,
    life: () => life,
    objects,
    waits,
    kept,
    meter,
    send,
    create: (
      name: string,
      files: Readonly<Record<string, string>>,
      more: Partial<CreateFunctionCommandInput> = {},
    ) =>
      send(
        new CreateFunctionCommand({
          ...{ FunctionName: name, Role: ROLE, Runtime: 'nodejs20.x', Handler: 'index.handler' },
          Code: { ZipFile: zip(files) },
          ...more,
        }),
      ),
    async invoke(name: string, event: unknown, more: Partial<InvokeCommandInput> = {}) {
      const answer = await send(
        new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)), ...more }),
      )
      const text = Buffer.from(answer.Payload ?? '').toString()
      return {
        answer,
        payload: text === '' ? undefined : JSON.parse(text),
        error: answer.FunctionError as string | undefined,
        log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
      }
    },
    async restart() {
      await shut()
      life = await boot()
    },
    async close() {
      expect(life.bench.failures).toEqual([])
      await shut()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Waits for an error and gives what a client sees of it. */
export async function refusal(act: Promise<unknown>) {
  const error = await act.then(
    () => {
      throw new Error('It was not refused.')
    },
    (thrown) => thrown,
  )
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode }
}

export async function eventually(check: () => boolean, what: string) {
  for (let tries = 0; tries < 500; tries++) {
    if (check()) return
    await sleep(10)
  }
  throw new Error(`It did not come about: ${what}`)
}

function marksOf(kept: Map<string, string>): Marks {
  return {
    read: (key) => kept.get(key),
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
    *list(prefix) {
      for (const entry of [...kept].sort()) if (entry[0].startsWith(prefix)) yield entry
    },
  }
}

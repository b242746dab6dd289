import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { bodyOf, keyOf, type RecordBatch, type Refusal } from '../../record/index.ts'
import type { RemoteAccess, RemoteEnd } from '../../stages/agent/ports.ts'
import { clientOptions, overrideUserAgent } from './client.ts'
import { type Asked, explained, refused, strangeAnswer } from './failure.ts'

/** Kinesis Data Streams, or whoever speaks its API. `where`: the endpoint, for sentences. */
export function openKinesis(access: RemoteAccess, where: string): RemoteEnd {
  const client = new KinesisClient(clientOptions(access))
  overrideUserAgent(client.middlewareStack, access.userAgent.instead)
  const asked = (name: string): Asked => ({
    what: `stream ${name}`,
    action: 'kinesis:PutRecords',
    nameKey: 'kinesisStream',
    endpointKey: 'kinesis.endpoint',
    endpoint: where,
  })
  return {
    async put(name, batch, abortSignal) {
      const named = name.startsWith('arn:') ? { StreamARN: name } : { StreamName: name }
      const command = new PutRecordsCommand({ ...named, Records: entriesOf(batch) })
      const { Records: results = [] } = await client.send(command, { abortSignal }).catch((error) => {
        abortSignal.throwIfAborted()
        throw explained(error, asked(name))
      })
      const sent = batch.ends.length
      if (results.length !== sent) throw strangeAnswer(asked(name), sent, results.length)
      return results.flatMap(({ ErrorCode, ErrorMessage }, at): Refusal[] =>
        ErrorCode ? [{ at, reason: refused(ErrorCode, ErrorMessage) }] : [],
      )
    },
    async check() {
      await client.config.credentials()
    },
    close: () => client.destroy(),
  }
}

function entriesOf(batch: RecordBatch): { Data: Uint8Array; PartitionKey: string }[] {
  return Array.from(batch.ends, (_, at) => ({ Data: bodyOf(batch, at), PartitionKey: keyOf(batch, at) }))
}

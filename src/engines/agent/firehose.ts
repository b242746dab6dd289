import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { bodyOf, type Refusal } from '../../record/index.ts'
import type { RemoteAccess, RemoteEnd } from '../../stages/agent/ports.ts'
import { clientOptions, overrideUserAgent } from './client.ts'
import { type Asked, explained, refused, strangeAnswer } from './failure.ts'

/** Firehose, or whoever speaks its API. `where`: the endpoint, for sentences. */
export function openFirehose(access: RemoteAccess, where: string): RemoteEnd {
  const client = new FirehoseClient(clientOptions(access))
  overrideUserAgent(client.middlewareStack, access.userAgent.instead)
  const asked = (name: string): Asked => ({
    what: `delivery stream ${name}`,
    action: 'firehose:PutRecordBatch',
    nameKey: 'deliveryStream',
    endpointKey: 'firehose.endpoint',
    endpoint: where,
  })
  return {
    async put(name, batch, abortSignal) {
      const command = new PutRecordBatchCommand({
        DeliveryStreamName: name,
        Records: Array.from(batch.ends, (_, at) => ({ Data: bodyOf(batch, at) })),
      })
      const { RequestResponses: results = [] } = await client
        .send(command, { abortSignal })
        .catch((error) => {
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

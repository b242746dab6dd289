import type { Caller } from '../../../record/index.ts'

export function streamArn({ region, account }: Pick<Caller, 'region' | 'account'>, stream: string): string {
  return `arn:aws:kinesis:${region}:${account}:stream/${stream}`
}

/** Name in a stream's ARN (any partition), or undefined if it isn't one. */
export function streamNameOfArn(arn: string): string | undefined {
  return /^arn:aws[^:]*:kinesis:[^:]*:\d{12}:stream\/([a-zA-Z0-9_.-]{1,128})$/.exec(arn)?.[1]
}

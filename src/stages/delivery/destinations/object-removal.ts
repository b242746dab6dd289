import type { DestinationContext } from './context.ts'

/** Removes an object until that works. In a bucket that is gone there is none. */
export function removeObject(
  { ports, patience }: Pick<DestinationContext, 'ports' | 'patience'>,
  bucketArn: string,
  key: string,
): Promise<void> {
  return patience.insist(async () => {
    try {
      await ports.objects.remove(bucketArn, key)
    } catch (error) {
      if ((error as { type?: unknown }).type !== 'NoSuchBucket') throw error
    }
  })
}

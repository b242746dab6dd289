import type { DestinationContext } from './context.ts'

/**
 * Removes an object until that works. A refusal for good (the bucket is gone, or there never can be one of its name)
 * means that there is none.
 */
export function removeObject(
  { ports, patience }: Pick<DestinationContext, 'ports' | 'patience'>,
  bucketArn: string,
  key: string,
): Promise<void> {
  return patience.insist(async () => {
    try {
      await ports.objects.remove(bucketArn, key)
    } catch (error) {
      const { status = 500 } = error as { status?: number }
      if (status < 400 || status >= 500) throw error
    }
  })
}

/** A value as AWS's servers print it in their sentences: Java's `toString`. */
export function javaText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Uint8Array) {
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`
  }
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object') return String(value)
  const entries = Object.entries(value).map(([name, held]) => `${name}=${javaText(held)}`)
  return `{${entries.join(', ')}}`
}

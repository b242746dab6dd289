import { isObject } from './json.ts'

export type Json = Readonly<Record<string, unknown>>

/** `over` laid over `under`: objects are merged, everything else is replaced. */
export function merged(under: Json, over: Json): Json {
  const whole = new Map<string, unknown>(Object.entries(under))
  for (const [key, value] of Object.entries(over)) {
    const before = whole.get(key)
    whole.set(key, isObject(before) && isObject(value) ? merged(before, value) : value)
  }
  return Object.fromEntries(whole)
}

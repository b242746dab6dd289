import { illegal } from '../../errors.ts'

/** Texts beyond this are not matched against a client's pattern: it could take for ever. */
const LONGEST = 32_768

/** A client's regular expression; refuses what can take exponential time. */
export function patternOf(source: string, kind: string, flags = 's'): RegExp {
  const nested = /(?:[*+]|\{\d+,\d*\})\)(?:[*+]|\{\d+,\d*\})/.test(source.replace(/\\./g, ''))
  if (nested || source.length > 2000)
    throw illegal(
      `[${kind}] the pattern [${source.slice(0, 100)}] is refused: matching it could take too long`,
    )
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw illegal(`[${kind}] invalid pattern [${source.slice(0, 100)}]: ${(error as Error).message}`)
  }
}

export function checkLength(value: string, field: string) {
  if (value.length > LONGEST)
    throw illegal(
      `field [${field}] has ${value.length} characters; patterns are matched against ${LONGEST} at most`,
    )
}

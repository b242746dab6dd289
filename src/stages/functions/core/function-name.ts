/** What names a function: `NAME`, `function:NAME`, `ACCOUNT:function:NAME` or its ARN, each with or without `:QUALIFIER`. */
export interface FunctionName {
  readonly name: string
  readonly qualifier?: string
}

const NAMED = /^(?:(?:arn:aws[\w-]*:lambda:[\w-]+:)?(?:\d{12}:)?function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/

/** Undefined when it is no name at all. */
export function readFunctionName(given: string): FunctionName | undefined {
  // The console's short form without `function:`.
  const plain = given.replace(/^(\d{12}):(?!function:)/, '$1:function:')
  const [, name, qualifier] = NAMED.exec(plain) ?? []
  if (!name || name.length > 64) return undefined
  return qualifier === undefined ? { name } : { name, qualifier }
}

/** Members that both operations answer with, as Lambda names them (FunctionConfiguration). */
export interface BuiltIn {
  readonly FunctionName: string
  readonly FunctionArn: string
  readonly Description: string
  readonly Runtime: string
  readonly Handler: string
  readonly PackageType: 'Zip'
  readonly State: 'Active'
  readonly LastUpdateStatus: 'Successful'
  readonly Version: '$LATEST'
  readonly LastModified: string
}

export function describeBuiltIn(given: {
  name: string
  arn: string
  description: string
  modified: Date
}): BuiltIn {
  return {
    FunctionName: given.name,
    FunctionArn: given.arn,
    Description: given.description,
    Runtime: 'nodejs20.x',
    Handler: 'built-in',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Version: '$LATEST',
    LastModified: given.modified.toISOString().replace('Z', '+0000'),
  }
}

/** A function is named by its name, its ARN, its partial ARN, each with or without `:$LATEST`. */
export function isNameOf(found: BuiltIn, given: string): boolean {
  const plain = given.replace(/:\$LATEST$/, '')
  const account = found.FunctionArn.split(':')[4]
  return (
    plain === found.FunctionName ||
    plain === found.FunctionArn ||
    plain === `${account}:function:${found.FunctionName}` ||
    plain === `function:${found.FunctionName}`
  )
}

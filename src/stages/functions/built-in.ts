/** A built-in function as Lambda shows it (FunctionConfiguration). */
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
  modified: string
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
    LastModified: given.modified,
  }
}

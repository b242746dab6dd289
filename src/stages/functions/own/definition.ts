/** A user's function as it is kept. */
export interface OwnFunction {
  readonly name: string
  /** Without a qualifier. */
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly latest: Version
  /** In the order of their numbers. */
  readonly versions: readonly Version[]
  /** Of the newest version that ever was: numbers are not given twice. */
  readonly lastVersion: number
  readonly aliases: readonly Alias[]
  readonly tags: Readonly<Record<string, string>>
  /** By qualifier; '' is the function itself. */
  readonly policies: Readonly<Record<string, Policy>>
  readonly reservedConcurrency?: number
  /** By qualifier; `$LATEST` is the function itself. */
  readonly eventSettings?: Readonly<Record<string, EventSettings>>
}

/** Code and configuration. */
export interface Version {
  /** `$LATEST` or a number. */
  readonly version: string
  readonly runtime: string
  readonly handler: string
  readonly role: string
  readonly description: string
  readonly timeoutSeconds: number
  readonly memoryMegabytes: number
  readonly variables?: Readonly<Record<string, string>>
  readonly architecture: string
  readonly ephemeralMegabytes: number
  /** Base64 */
  readonly codeSha256: string
  readonly codeBytes: number
  /** ms since 1970 */
  readonly modified: number
  /** Another with every change. */
  readonly revision: string
}

export interface Alias {
  readonly name: string
  readonly version: string
  readonly description: string
  /** Share of invocations, from 0 to 1, that another version gets. */
  readonly weights?: Readonly<Record<string, number>>
  readonly revision: string
}

export interface Policy {
  readonly statements: readonly Statement[]
  readonly revision: string
}

export interface Statement {
  readonly Sid: string
  readonly [member: string]: unknown
}

/** What becomes of events that a function fails on. */
export interface EventSettings {
  readonly retries?: number
  readonly maxAgeSeconds?: number
  readonly modified: number
}

export const LATEST = '$LATEST'

import type { Caller, Dispatch } from '../../../record/index.ts'

/** How one CloudFormation resource type becomes calls of its room's operations. */
export interface ResourceType {
  readonly type: string
  /** Every property that CloudFormation knows: `true` is served, a sentence says why it is not. */
  readonly properties: Readonly<Record<string, true | string>>
  readonly required: readonly string[]
  /** Properties that can change while the resource stays; see `update`. */
  readonly mutable: readonly string[]
  /** The physical name when the template gives none, e.g. `STACK-LOGICALID`. */
  name(properties: Properties, fallback: string): string
  create(context: ResourceContext): Promise<void>
  update?(context: ResourceContext, before: Properties): Promise<void>
  /** What Ref and Fn::GetAtt give. Derived from names, or asked for, so that it holds after a restart too. */
  describe(context: ResourceContext): Described | Promise<Described>
}

export interface Described {
  readonly ref: string
  readonly attributes: Record<string, string>
}

export type Properties = Readonly<Record<string, unknown>>

export interface ResourceContext {
  readonly name: string
  readonly properties: Properties
  readonly caller: Caller
  readonly dispatch: Dispatch
}

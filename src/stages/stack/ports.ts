import type { Caller, Dispatch, Marks } from '../../record/index.ts'

/** What the stack room must be given. */
export interface StackPorts {
  /** Every resource is made by the room that owns it, through the one way in. */
  readonly dispatch: Dispatch
  readonly caller: Caller
  /** What was deployed is remembered here (keys begin with `cloudformation/`). */
  readonly marks: Marks
}

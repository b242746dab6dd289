import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconClockPause,
  IconLoader,
  IconPlayerStopFilled,
} from '@tabler/icons-react'
import type { NodeState } from './nodes.ts'
import classes from './state-mark.module.css'

const ICONS = {
  works: IconCircleCheckFilled,
  waits: IconClockPause,
  starts: IconLoader,
  trouble: IconAlertTriangleFilled,
  stopped: IconPlayerStopFilled,
} satisfies Record<NodeState, unknown>

/** A state by shape as well as by colour; the word stands beside it. */
export function StateMark({ state, size = 15 }: { state: NodeState; size?: number }) {
  const Icon = ICONS[state]
  return <Icon size={size} className={classes.mark} data-node-state={state} aria-hidden="true" />
}

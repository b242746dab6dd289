import { useEffect, useMemo, useRef, useState } from 'react'
import { Skeleton } from '../parts/panel.tsx'
import { useViewer } from '../view/use-view.ts'
import { Errors } from './errors.tsx'
import { Guidance, Lost } from './guidance.tsx'
import { nodesOf, type RoomNode } from './nodes.ts'
import { OtherRooms } from './other-rooms.tsx'
import { Picture } from './picture.tsx'
import classes from './pipeline.module.css'
import { RoomDrawer } from './room-drawer.tsx'
import { Summary } from './summary.tsx'
import { usePipeline } from './watch.ts'

/** The journey of the records as a live picture, and each room a click away. */
export default function PipelineView() {
  const { view, change } = useViewer()
  const { report, samples, failure, look } = usePipeline(view.refresh)
  const nodes = useMemo(() => (report ? nodesOf(report, samples) : []), [report, samples])
  const open = (room: string | undefined) => change({ room })
  return (
    <section
      className={classes.view}
      aria-label="Pipeline"
      data-testid="pipeline"
      data-ready={report !== undefined}
      data-lost={failure !== undefined}
    >
      <h1 className="hidden-text">Pipeline</h1>
      {failure && <Lost reason={failure} known={report !== undefined} onLook={look} />}
      {report ? (
        <>
          <Summary report={report} samples={samples} nodes={nodes} stale={failure !== undefined} />
          <Picture nodes={nodes} samples={samples} onOpen={open} />
          <Guidance report={report} />
          <div className={classes.below}>
            <Errors rooms={report.rooms} onOpen={open} />
            <OtherRooms rooms={report.rooms} onOpen={open} />
          </div>
          <RoomDrawer room={view.room} report={report} samples={samples} onClose={() => open(undefined)} />
          <Announcement nodes={nodes} />
        </>
      ) : (
        !failure && (
          <div data-state="loading" aria-busy="true">
            <Skeleton height={420} />
          </div>
        )
      )}
    </section>
  )
}

/** Says to who hears the page when a room gets into trouble or out of it; figures are silent. */
function Announcement({ nodes }: { nodes: readonly RoomNode[] }) {
  const [text, setText] = useState('')
  const before = useRef<string>(undefined)
  const trouble = nodes
    .filter(({ state }) => state === 'trouble' || state === 'stopped')
    .map(({ title, error }) => `${title}: ${error?.message ?? 'stopped'}`)
    .join(' ')
  useEffect(() => {
    if (before.current !== undefined && before.current !== trouble)
      setText(trouble || 'All rooms work again.')
    before.current = trouble
  }, [trouble])
  return (
    <p role="status" className="hidden-text">
      {text}
    </p>
  )
}

import { lazy, Suspense, useState } from 'react'
import { useRound } from '../data/desk.tsx'
import { Overview } from '../panels/overview.tsx'
import { useViewer } from '../view/use-view.ts'
import classes from './app.module.css'
import { Empty } from './empty.tsx'
import { FilterRow } from './filter-row.tsx'
import { Notices } from './notices.tsx'
import { Shortcuts, useShortcuts } from './shortcuts.tsx'
import { TopBar } from './top-bar.tsx'

const Lines = lazy(() => import('../lines/lines-view.tsx'))
const Pipeline = lazy(() => import('../pipeline/pipeline-view.tsx'))

export function App({ nonce }: { nonce: string }) {
  const { view } = useViewer()
  const hub = useRound()
  const [help, setHelp] = useState(false)
  useShortcuts(() => setHelp(true))
  const empty = hub.stored() === null
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <TopBar nonce={nonce} onHelp={() => setHelp(true)} />
        <FilterRow />
      </header>
      <main className={classes.main}>
        {view.tab !== 'pipeline' && <Notices />}
        {view.tab === 'pipeline' ? (
          <Suspense fallback={null}>
            <Pipeline />
          </Suspense>
        ) : empty ? (
          <Empty />
        ) : view.tab === 'lines' ? (
          <Suspense fallback={null}>
            <Lines />
          </Suspense>
        ) : (
          <Overview />
        )}
      </main>
      <Shortcuts opened={help} onClose={() => setHelp(false)} />
    </div>
  )
}

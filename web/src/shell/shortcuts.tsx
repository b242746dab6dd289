import { Kbd, Modal, useMantineColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useDesk } from '../data/desk.tsx'
import { shifted, zoomedOut } from '../view/range.ts'
import { useStore } from '../view/use-view.ts'
import classes from './shortcuts.module.css'

const KEYS: readonly [keys: readonly string[], does: string][] = [
  [['/'], 'go to the query'],
  [['Enter'], 'run the query'],
  [['1', '2', '3'], 'Overview, Lines, Pipeline'],
  [['[', ']'], 'earlier, later'],
  [['z'], 'zoom out'],
  [['r'], 'refresh now'],
  [['d'], 'light or dark'],
  [['Shift', 'click'], 'leave a value out'],
  [['Esc'], 'close, leave the query'],
  [['?'], 'this list'],
]

/** Single keys, unless somebody is writing. */
export function useShortcuts(onHelp: () => void) {
  const store = useStore()
  const { hub } = useDesk()
  const { toggleColorScheme } = useMantineColorScheme()
  const actions: Readonly<Record<string, () => void>> = {
    '/': () => document.querySelector<HTMLElement>('[data-query-input]')?.focus(),
    '?': onHelp,
    '1': () => store.change({ tab: 'overview', room: undefined }),
    '2': () => store.change({ tab: 'lines', room: undefined }),
    '3': () => store.change({ tab: 'pipeline' }),
    '[': () => move((window) => shifted(window, -1)),
    ']': () => move((window) => shifted(window, 1)),
    z: () => move((window) => zoomedOut(window, Date.now())),
    r: hub.reload,
    d: toggleColorScheme,
  }
  function move(to: (window: { from: number; to: number }) => ReturnType<typeof shifted>) {
    const context = hub.context()
    if (context) store.change({ range: to(context) })
  }
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      const action = latest.current[event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

function isWriting(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return element?.isContentEditable === true || /^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName ?? '')
}

export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="sm" centered>
      <dl className={classes.list} data-testid="shortcuts">
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}

import { Drawer } from '@mantine/core'
import { IconCheck, IconCopy, IconFilterMinus, IconFilterPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { bytes, duration, whole } from '../format/numbers.ts'
import { full } from '../format/times.ts'
import { isFilter } from '../queries/filter.ts'
import { useViewer } from '../view/use-view.ts'
import { groupFields } from './field-groups.ts'
import { asText, type Line, requestOf } from './line.ts'
import classes from './line-drawer.module.css'

/** All fields of one line, in groups; each can be copied and filtered by. */
export function LineDrawer({ line, onClose }: { line: Line | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={line !== undefined}
      onClose={onClose}
      position="right"
      size={560}
      title={line && <span className={classes.title}>{full(line.at)}</span>}
      overlayProps={{ backgroundOpacity: 0.2 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {line && <Fields line={line} onDone={onClose} />}
    </Drawer>
  )
}

function Fields({ line, onDone }: { line: Line; onDone: () => void }) {
  return (
    <div data-testid="line-drawer">
      <p className={`${classes.request} mono`}>{requestOf(line)}</p>
      {groupFields(line.source).map(({ name, fields }) => (
        <section key={name} className={classes.group}>
          <h3>{name}</h3>
          <dl>
            {fields.map(([field, value]) => (
              <FieldRow key={field} field={field} value={value} onDone={onDone} />
            ))}
          </dl>
        </section>
      ))}
      <CopyButton text={JSON.stringify(line.source, null, 2)} label="Copy the line as JSON" wide />
    </div>
  )
}

function FieldRow({ field, value, onDone }: { field: string; value: unknown; onDone: () => void }) {
  const { add } = useViewer()
  const text = asText(value)
  const filter = isFilter(field, text)
  const filterable = field !== 'timestamp' && field !== 'location' && field !== 'message'
  const ask = (negated: boolean) => () => {
    add(negated ? { ...filter, negated } : filter)
    onDone()
  }
  return (
    <div className={classes.row} data-testid="drawer-field" data-field={field}>
      <dt>{field}</dt>
      <dd>
        {text}
        <span className="faint">{readable(field, value)}</span>
      </dd>
      <span className={classes.tools}>
        {filterable && (
          <>
            <button
              type="button"
              title="Filter for it"
              aria-label={`Filter for ${field} ${text}`}
              onClick={ask(false)}
            >
              <IconFilterPlus size={15} />
            </button>
            <button
              type="button"
              title="Leave it out"
              aria-label={`Leave out ${field} ${text}`}
              onClick={ask(true)}
            >
              <IconFilterMinus size={15} />
            </button>
          </>
        )}
        <CopyButton text={text} label={`Copy ${field}`} />
      </span>
    </div>
  )
}

function readable(field: string, value: unknown): string {
  if (typeof value !== 'number') return ''
  if (field.endsWith('_time')) return `  ${duration(value)}`
  if (field === 'bytes' && value >= 1000) return `  ${bytes(value)}`
  return value >= 10_000 ? `  ${whole(value)}` : ''
}

function CopyButton({ text, label, wide }: { text: string; label: string; wide?: boolean }) {
  const [done, setDone] = useState(false)
  const Icon = done ? IconCheck : IconCopy
  return (
    <button
      type="button"
      className={wide ? classes.wide : undefined}
      title={label}
      aria-label={label}
      onClick={() =>
        void navigator.clipboard.writeText(text).then(() => {
          setDone(true)
          setTimeout(() => setDone(false), 1500)
        })
      }
    >
      <Icon size={15} />
      {wide && (done ? 'Copied' : label)}
    </button>
  )
}

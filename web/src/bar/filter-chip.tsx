import { Menu } from '@mantine/core'
import { IconEye, IconEyeOff, IconPin, IconPinnedOff, IconTrash, IconX } from '@tabler/icons-react'
import type { Filter, FilterTest } from '../queries/filter.ts'
import { useViewer } from '../view/use-view.ts'
import classes from './filter-chip.module.css'

/** A filter: its cross removes it, the rest opens what else can be done with it. */
export function FilterChip({ filter }: { filter: Filter }) {
  const { replace, remove } = useViewer()
  const { negated = false, disabled = false, pinned = false } = filter
  const text = `${negated ? 'not ' : ''}${filter.field}: ${testText(filter.test)}`
  const set = (part: Partial<Filter>) => replace(filter, { ...filter, ...part })
  return (
    <span
      className={classes.chip}
      data-testid="filter-chip"
      data-field={filter.field}
      data-negated={negated}
      data-disabled={disabled}
    >
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <button type="button" className={classes.body} title={text}>
            {pinned && <IconPin size={12} aria-label="pinned" />}
            {negated && <b className={classes.not}>not</b>}
            <span className={classes.field}>{filter.field}</span>
            <span className={classes.value}>{testText(filter.test)}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEyeOff size={14} />} onClick={() => set({ negated: !negated })}>
            {negated ? 'Filter for it' : 'Leave it out'}
          </Menu.Item>
          <Menu.Item leftSection={<IconEye size={14} />} onClick={() => set({ disabled: !disabled })}>
            {disabled ? 'Switch on' : 'Switch off for now'}
          </Menu.Item>
          <Menu.Item
            leftSection={pinned ? <IconPinnedOff size={14} /> : <IconPin size={14} />}
            onClick={() => set({ pinned: !pinned })}
          >
            {pinned ? 'Unpin' : 'Pin: keep when all are cleared'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => remove(filter)}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <button
        type="button"
        className={classes.cross}
        aria-label={`Remove the filter ${text}`}
        data-testid="filter-remove"
        onClick={() => remove(filter)}
      >
        <IconX size={13} />
      </button>
    </span>
  )
}

function testText(test: FilterTest): string {
  switch (test.kind) {
    case 'is':
      return test.value === '' ? '(empty)' : test.value
    case 'range':
      return test.to - test.from === 100 && test.from % 100 === 0
        ? `${test.from / 100}xx`
        : `${test.from} – ${test.to}`
    case 'exists':
      return 'is there'
    case 'prefix':
      return `${test.value}…`
    case 'has':
      return `…${test.value}…`
  }
}

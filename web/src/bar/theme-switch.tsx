import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceLaptop, IconMoon, IconSun } from '@tabler/icons-react'
import classes from './icon-button.module.css'

const CHOICES: readonly [MantineColorScheme, string, typeof IconSun][] = [
  ['auto', 'As the system', IconDeviceLaptop],
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
]

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = CHOICES.find(([scheme]) => scheme === colorScheme)?.[2] ?? IconSun
  return (
    <Menu position="bottom-end" shadow="md" width={180}>
      <Menu.Target>
        <button type="button" className={classes.button} data-testid="theme" aria-label="Light or dark">
          <Icon size={18} stroke={1.6} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map(([scheme, name]) => (
          <Menu.Item
            key={scheme}
            data-testid={`theme-${scheme}`}
            leftSection={<IconCheck size={14} opacity={colorScheme === scheme ? 1 : 0} />}
            onClick={() => setColorScheme(scheme)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

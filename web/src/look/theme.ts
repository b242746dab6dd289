import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  useComputedColorScheme,
} from '@mantine/core'
import { dark, light, type Palette } from './palette.ts'

const tide: MantineColorsTuple = [
  '#e6f2f5',
  '#cfe6ec',
  '#a3d0db',
  '#74b8c9',
  '#4ca3b9',
  '#2b93ab',
  '#17829d',
  '#0b6e8a',
  '#075b73',
  '#03475b',
]

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 5 },
  colors: { tide },
  fontFamily: 'Inter, "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace:
    '"SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '11.5px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...variablesOf(light), '--mantine-color-body': light.page, '--mantine-color-text': light.ink },
  dark: { ...variablesOf(dark), '--mantine-color-body': dark.page, '--mantine-color-text': dark.ink },
})

function variablesOf(palette: Palette): Record<string, string> {
  const plain = Object.entries(palette).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(plain.map(([name, colour]) => [`--t-${name}`, colour]))
}

export function usePalette(): Palette {
  return useComputedColorScheme('light') === 'dark' ? dark : light
}

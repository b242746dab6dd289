/** Every colour of the page, once for light and once for dark. Charts read it here, CSS as `--t-NAME`. */
export interface Palette {
  readonly page: string
  readonly card: string
  readonly raised: string
  readonly line: string
  readonly edge: string
  readonly ink: string
  readonly soft: string
  readonly faint: string
  readonly accent: string
  readonly wash: string
  readonly bar: string
  readonly hover: string
  readonly good: string
  readonly warn: string
  readonly bad: string
  readonly warnWash: string
  readonly badWash: string
  readonly goodWash: string
  readonly s2xx: string
  readonly s3xx: string
  readonly s4xx: string
  readonly s5xx: string
  readonly other: string
  readonly land: string
  readonly heat: readonly [string, string]
  readonly series: readonly string[]
}

/**
 * Status classes differ in lightness as well as in hue (blue, grey, amber, crimson), so that they stay apart for
 * every kind of colour blindness and in print.
 */
export const light: Palette = {
  page: '#f3f5f6',
  card: '#ffffff',
  raised: '#ffffff',
  line: '#e4e9ec',
  edge: '#cdd6db',
  ink: '#16232c',
  soft: '#4a5a65',
  faint: '#5c6b76',
  accent: '#0b6e8a',
  wash: '#e6f2f5',
  bar: '#d9ebf0',
  hover: '#f2f7f9',
  good: '#1a7f5a',
  warn: '#9a6200',
  bad: '#b81d45',
  goodWash: '#e6f4ee',
  warnWash: '#fdf3dc',
  badWash: '#fdebef',
  s2xx: '#2b93ab',
  s3xx: '#a9bcc8',
  s4xx: '#eaa82a',
  s5xx: '#c2264f',
  other: '#d3d9dd',
  land: '#e6ebee',
  heat: ['#eef3f5', '#0b6e8a'],
  series: ['#0b6e8a', '#4fa3b8', '#7a6bb5', '#d9903a', '#5f9e6e', '#b5566f', '#9aa9b3'],
}

export const dark: Palette = {
  page: '#0c1115',
  card: '#12191f',
  raised: '#182128',
  line: '#202a32',
  edge: '#33414b',
  ink: '#e4ecf1',
  soft: '#a6b5c0',
  faint: '#84949f',
  accent: '#56c2da',
  wash: '#11303a',
  bar: '#153742',
  hover: '#172128',
  good: '#5cc79a',
  warn: '#f0b84a',
  bad: '#ff7d98',
  goodWash: '#10291f',
  warnWash: '#30260f',
  badWash: '#371620',
  s2xx: '#2f9db5',
  s3xx: '#5e7484',
  s4xx: '#e9ad3c',
  s5xx: '#ec4f74',
  other: '#3a464f',
  land: '#222d35',
  heat: ['#172027', '#56c2da'],
  series: ['#2f9db5', '#7cc7d8', '#9a8bd8', '#e0a253', '#7dbb8b', '#d67c93', '#6d7d88'],
}

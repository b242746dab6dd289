import { describe, optionUsage } from './help.ts'
import { COMMANDS } from './settings.ts'

/** docs/command-line.md, made from the settings. `npm run docs` writes it; a test compares. */
export function commandLineReference(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const sections = COMMANDS.map((command) => {
    const rows = command.settings.map(
      (each) => `| \`${cell(optionUsage(each))}\` | ${cell(describe(each))} |`,
    )
    return [
      `## tailrace ${command.name}${command.operands ? ` ${command.operands}` : ''}`,
      '',
      `${command.summary[0].toUpperCase()}${command.summary.slice(1)}.`,
      '',
      '| option | meaning |',
      '|---|---|',
      ...rows,
      ...(command.notes ?? []).flatMap((note) => ['', note]),
      '',
    ].join('\n')
  })
  return [
    '# The command line',
    '',
    '`npm start -- ARGS` in a clone and `tailrace ARGS` when installed are the same. `tailrace COMMAND --help` shows what is below.',
    '',
    ...sections,
  ].join('\n')
}

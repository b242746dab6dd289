// `npm run docs`: writes the pages of docs/ that are made from code.
import { writeFileSync } from 'node:fs'
import { setUp } from './set-up.mjs'

setUp()
const { commandLineReference } = await import('../dist/config/reference.js')
writeFileSync(new URL('../docs/command-line.md', import.meta.url), commandLineReference())

// `npm start -- ARGS`: sets up what is missing, then is `tailrace ARGS`.
import { setUp } from './set-up.mjs'

setUp()
process.argv[1] = new URL('../dist/main.js', import.meta.url).pathname
await import('../dist/main.js')

// `npm run bench [-- NAME]`: sets up what is missing, then runs the benchmarks (or one of them) and prints tables.
import { run } from './build.mjs'
import { setUp } from './set-up.mjs'

const ALL = [
  ...['journey', 'latency', 'stream', 'enrich', 'json-lines', 'search', 'delivery'],
  ...['formats', 'delivery-fan-out', 'front-door', 'subscribe', 'objects', 'handlers'],
]
const [name, ...rest] = process.argv.slice(2)
if (name && !ALL.includes(name)) {
  console.error(`There is no benchmark '${name}'. There are: ${ALL.join(', ')}.`)
  process.exit(2)
}
setUp()
for (const each of name ? [name] : ALL) run('node', [`bench/${each}.mjs`, ...rest])

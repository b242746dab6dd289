// Appends forever, telling its position with every batch; search-durability.test.ts kills it.
import { openDuckDb } from '../../dist/engines/search/duckdb/index.js'

const [path, size] = process.argv.slice(2)
const ROWS = Number(size)
const engine = await openDuckDb({ path, now: () => 0 })
let next = Number((await engine.position('consumer')) ?? 0)
process.stdout.write('open\n')

function column(name, values) {
  const parts = values.map((value) => Buffer.from(value))
  let end = 0
  const ends = Uint32Array.from(parts, (part) => {
    end += part.length
    return end
  })
  return {
    name,
    type: 'keyword',
    bytes: Buffer.concat(parts),
    starts: Uint32Array.from(ends, (at, i) => at - parts[i].length),
    ends,
  }
}

function batch(first) {
  const numbers = Array.from({ length: ROWS }, (_, i) => first + i)
  const words = [...new Set(numbers.map((n) => n % 1000))]
  return {
    rows: ROWS,
    unparsed: 0,
    records: Uint32Array.from(numbers, (n) => n - first),
    columns: [{ name: 'n', type: 'long', values: Float64Array.from(numbers) }],
    dimensions: [
      {
        key: 'word',
        size: words.length,
        codes: Uint32Array.from(numbers, (n) => words.indexOf(n % 1000)),
        columns: [
          column(
            'word',
            words.map((n) => `a rather long word ${n}`),
          ),
          column(
            'last',
            words.map((n) => `${n % 10}`),
          ),
        ],
      },
    ],
  }
}

const flying = new Set()
for (;;) {
  const first = next
  next += ROWS
  // Every fifth batch begins an index, so that tables are being made when the end comes.
  const index = `logs-${Math.floor(first / ROWS / 5) % 4}`
  const done = engine
    .append([{ index, documents: batch(first), ids: { prefix: 'c-', first } }], {
      key: 'consumer',
      value: String(next),
    })
    .then(() => flying.delete(done))
  flying.add(done)
  if (flying.size > 3) await Promise.race(flying)
}

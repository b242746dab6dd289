// Documents as `tailrace-enrich` gives them, made up from a seed.
const NONE = 0xffffffff
let seed = 7
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}
const pick = (size) => Math.floor(random() * random() * size)

function text(name, values, type = 'keyword') {
  const starts = new Uint32Array(values.length).fill(NONE)
  const ends = new Uint32Array(values.length)
  const pieces = []
  let at = 0
  values.forEach((value, i) => {
    if (value === undefined) return
    const bytes = Buffer.from(value)
    starts[i] = at
    at += bytes.length
    ends[i] = at
    pieces.push(bytes)
  })
  return { name, type, bytes: Buffer.concat(pieces), starts, ends }
}

function dimension(key, rows, size, columns) {
  const codes = Uint32Array.from({ length: rows }, () => pick(size))
  return { key, codes, size, columns: columns(Array.from({ length: size }, (_, i) => i)) }
}

/** 21 fields; about half as many distinct words as rows. */
export function webLog(rows) {
  const places = Array.from({ length: rows / 8 }, () => [random() * 180 - 90, random() * 360 - 180])
  const near = (value) => Math.round(value * 1e4) / 1e4
  return {
    rows,
    unparsed: 0,
    records: Uint32Array.from({ length: rows }, (_, i) => i),
    columns: [
      {
        name: 'timestamp',
        type: 'date',
        values: Float64Array.from({ length: rows }, (_, i) => 1.7636e12 + i * 7),
      },
      {
        name: 'status',
        type: 'short',
        values: Float64Array.from({ length: rows }, () => [200, 200, 200, 304, 404][pick(5)]),
      },
      {
        name: 'bytes',
        type: 'long',
        values: Float64Array.from({ length: rows }, () => Math.floor(random() * 90000)),
      },
      text('ident', new Array(rows).fill(undefined)),
      text('user', new Array(rows).fill(undefined)),
      {
        name: 'request_time',
        type: 'float',
        values: Float64Array.from({ length: rows }, () => Math.round(random() * 900) / 1000),
      },
    ],
    dimensions: [
      dimension('host', rows, rows / 8, (words) => [
        text(
          'host',
          words.map((i) => `203.0.${i >> 8}.${i & 255}`),
          'ip',
        ),
        text(
          'country',
          words.map(() => 'DE'),
        ),
        text(
          'country_name',
          words.map(() => 'Germany'),
        ),
        text(
          'city',
          words.map((i) => `Frankfurt am Main ${i % 90}`),
        ),
        {
          name: 'location',
          type: 'geo_point',
          lat: Float64Array.from(places, ([lat]) => near(lat)),
          lon: Float64Array.from(places, ([, lon]) => near(lon)),
        },
      ]),
      dimension('request', rows, rows / 4, (words) => [
        text(
          'request',
          words.map((i) => `GET /book/978-3-16-${i}/reviews?page=${i % 7} HTTP/1.1`),
        ),
        text(
          'verb',
          words.map(() => 'GET'),
        ),
        text(
          'uri',
          words.map((i) => `/book/978-3-16-${i}/reviews?page=${i % 7}`),
        ),
        text(
          'path',
          words.map((i) => `/book/978-3-16-${i}/reviews`),
        ),
        text(
          'query',
          words.map((i) => `page=${i % 7}`),
        ),
        text(
          'protocol',
          words.map(() => 'HTTP/1.1'),
        ),
      ]),
      dimension('referer', rows, rows / 16, (words) => [
        text(
          'referer',
          words.map((i) => `https://books.example.edu/search?q=${i}`),
        ),
        text(
          'referer_host',
          words.map(() => 'books.example.edu'),
        ),
      ]),
      dimension('agent', rows, rows / 16, (words) => [
        text(
          'agent',
          words.map(
            (i) =>
              `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${i}.0.0.0 Safari/537.36`,
          ),
        ),
        text(
          'browser',
          words.map(() => 'Chrome'),
        ),
        text(
          'browser_version',
          words.map((i) => `${i}.0.0.0`),
        ),
        text(
          'os',
          words.map(() => 'macOS'),
        ),
        text(
          'os_version',
          words.map(() => '10.15.7'),
        ),
        text(
          'device',
          words.map(() => 'desktop'),
        ),
        { name: 'bot', type: 'boolean', values: new Uint8Array(words.length) },
      ]),
    ],
  }
}

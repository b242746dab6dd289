import { expect, it } from 'vitest'
import { maskAddresses } from './address-mask.ts'

function mask(...lines: string[]): string[] {
  const bytes = Buffer.from(lines.join(''), 'latin1')
  let end = 0
  const ends = Uint32Array.from(lines, (line) => {
    end += line.length
    return end
  })
  const masked = maskAddresses(bytes, ends)
  expect(bytes.toString('latin1')).toBe(lines.join(''))
  return [...masked.ends].map((stop, at) =>
    Buffer.from(masked.bytes.subarray(at === 0 ? 0 : masked.ends[at - 1], stop)).toString('latin1'),
  )
}

it.each([
  [
    '203.0.113.77 - - [20/Nov/2026:10:05:03 +0000] "GET / HTTP/1.1"\n',
    '203.0.113.0 - - [20/Nov/2026:10:05:03 +0000] "GET / HTTP/1.1"\n',
  ],
  ['1.2.3.4', '1.2.3.0'],
  ['255.255.255.255:443', '255.255.255.0:443'],
  ['"10.0.0.1, 192.168.7.200"', '"10.0.0.0, 192.168.7.0"'],
  ['/x?ip=198.51.100.23&b=1', '/x?ip=198.51.100.0&b=1'],
  ['/x?ip%3D198.51.100.23', '/x?ip%3D198.51.100.0'],
  ['a%20192.168.1.17', 'a%20192.168.1.0'],
  ['"http://203.0.113.9/a"', '"http://203.0.113.0/a"'],
  ['Chrome/120.0.0.0 Safari/537.36', 'Chrome/120.0.0.0 Safari/537.36'],
  ['v1.2.3.4 1.2.3.4.5 1.2.3.256 01.2.3', 'v1.2.3.4 1.2.3.4.5 1.2.3.256 01.2.3'],
  ['1.2.3.4.', '1.2.3.0.'],
  ['2001:db8:1:2:3:4:5:6 x', '2001:db8:1:: x'],
  ['2001:db8::77', '2001:db8::'],
  ['[2001:db8:aaaa:b::1]:8080', '[2001:db8:aaaa::]:8080'],
  ['::1 fe80::1%eth0', ':: fe80::%eth0'],
  ['::ffff:203.0.113.77 -', '::ffff:203.0.113.0 -'],
  ['aa:bb:cc:dd:ee:ff std::vector Foo::bar 12:30:45', 'aa:bb:cc:dd:ee:ff std::vector Foo::bar 12:30:45'],
  ['\xff\0 9.8.7.6 \xfe', '\xff\0 9.8.7.0 \xfe'],
  ['', ''],
])('%j', (line, wanted) => {
  expect(mask(line)).toEqual([wanted])
})

it('keeps records apart', () => {
  expect(mask('1.2.3.4', '5.6.7.8\n', '', 'none\n', 'x 9.9.9.99', '::1')).toEqual([
    '1.2.3.0',
    '5.6.7.0\n',
    '',
    'none\n',
    'x 9.9.9.0',
    '::',
  ])
})

it('is not led astray by any bytes', () => {
  let state = 7
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state >>> 8
  }
  const alphabet = '0123456789abf.:.:%[]/ \n\xff'
  for (let round = 0; round < 2_000; round++) {
    const lines = Array.from({ length: next() % 4 }, () =>
      Array.from({ length: next() % 30 }, () => alphabet[next() % alphabet.length]).join(''),
    )
    const masked = mask(...lines)
    expect(masked).toHaveLength(lines.length)
    // Masking what is masked changes nothing more.
    expect(mask(...masked)).toEqual(masked)
  }
})

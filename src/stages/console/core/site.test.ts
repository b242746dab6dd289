import { describe, expect, it } from 'vitest'
import { refusalFor, type Sender } from './site.ts'

const from = (sender: Partial<Sender>): Sender => ({
  method: 'POST',
  host: 'localhost:5601',
  origin: undefined,
  fetchSite: undefined,
  ...sender,
})

describe('who may ask', () => {
  it.each(['localhost:5601', '127.0.0.1:5601', '[::1]:5601', '192.168.1.20', 'app.localhost'])(
    'answers to %s',
    (host) => expect(refusalFor(from({ host }), [])).toBeUndefined(),
  )

  it.each(['evil.example:5601', '', undefined, '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'refuses the name %s with 421',
    (host) => expect(refusalFor(from({ host }), [])?.status).toBe(421),
  )

  it('answers to a configured name in any case, and to all with *', () => {
    expect(refusalFor(from({ host: 'Logs.Example.org:80' }), ['logs.example.org'])).toBeUndefined()
    expect(refusalFor(from({ host: 'any.example' }), ['*'])).toBeUndefined()
  })

  it('refuses a foreign page by Sec-Fetch-Site or Origin', () => {
    expect(refusalFor(from({ fetchSite: 'cross-site' }), [])?.status).toBe(403)
    expect(refusalFor(from({ fetchSite: 'same-site' }), [])?.status).toBe(403)
    expect(refusalFor(from({ method: 'GET', fetchSite: 'cross-site' }), [])?.status).toBe(403)
    expect(refusalFor(from({ origin: 'https://evil.example' }), [])?.status).toBe(403)
    expect(refusalFor(from({ origin: 'null' }), [])?.status).toBe(403)
    expect(refusalFor(from({ origin: 'http://localhost:9999' }), [])?.status).toBe(403)
  })

  it('takes its own page and programs', () => {
    expect(
      refusalFor(from({ fetchSite: 'same-origin', origin: 'http://localhost:5601' }), []),
    ).toBeUndefined()
    expect(refusalFor(from({ method: 'GET', fetchSite: 'none' }), [])).toBeUndefined()
  })
})

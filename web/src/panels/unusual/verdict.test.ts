import { describe, expect, it } from 'vitest'
import { judge, type Signs } from './verdict.ts'

const quiet: Signs = {
  requests: 1000,
  clientErrors: 40,
  serverErrors: 1,
  before: { requests: 1000, clientErrors: 38, serverErrors: 2 },
  seekers: [{ host: '192.0.2.1', pages: 3, requests: 4 }],
  scanners: { requests: 0, hosts: [] },
  probes: { requests: 2, hosts: [{ host: '192.0.2.1', requests: 2 }] },
}

describe('the verdict', () => {
  it('is calm on an ordinary day and on an empty one', () => {
    expect(judge(quiet)).toEqual({ level: 'calm', title: 'Nothing unusual', findings: [] })
    const none = { requests: 0, clientErrors: 0, serverErrors: 0 }
    expect(judge({ ...quiet, ...none, before: none, seekers: [] }).level).toBe('calm')
  })

  it('sees a client that searches for pages', () => {
    const verdict = judge({ ...quiet, seekers: [{ host: '198.51.100.7', pages: 412, requests: 500 }] })
    expect(verdict.title).toBe('This looks like an attack')
    expect(verdict.findings[0].text).toBe("198.51.100.7 asked for 412 different pages that don't exist.")
  })

  it('sees scanners and probes, the worst first', () => {
    const verdict = judge({
      ...quiet,
      probes: { requests: 20, hosts: [] },
      scanners: { requests: 300, hosts: [{ host: '203.0.113.9', requests: 300 }] },
    })
    expect(verdict.findings.map(({ kind, level }) => `${kind} ${level}`)).toEqual([
      'scanners alarm',
      'probes look',
    ])
    expect(verdict.findings[0].hosts).toEqual(['203.0.113.9'])
  })

  it('tells a failing site from an attack, and compares with before', () => {
    const verdict = judge({ ...quiet, serverErrors: 80 })
    expect(verdict.title).toBe('The site is failing')
    expect(verdict.findings[0].text).toContain('8 % of the answers are server errors (5xx), 0.2 % before')
  })

  it('does not cry over what was always so', () => {
    const share = { clientErrors: 300, before: { requests: 1000, clientErrors: 290, serverErrors: 2 } }
    expect(judge({ ...quiet, ...share }).level).toBe('calm')
  })
})

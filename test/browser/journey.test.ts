import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logLine, type Running, scratch, until, up } from '../journey/program.ts'
import { hasChromium, launch, type Visit, visit } from './browser.ts'

const PANELS = [
  ...['requests', 'pages', 'clients', 'referrers', 'countries', 'hours', 'browsers', 'systems', 'devices'],
  ...['statuses', 'missingPages', 'slowest', 'newest'],
]

/** The real program, a real log, a real browser. */
describe.skipIf(!hasChromium)('the page over a log that is written to (skipped without Chromium)', () => {
  const log = join(scratch(), 'access.log')
  let browser: Browser
  let running: Running
  let open: Visit
  let number = 0

  const write = (lines: number, extra: Parameters<typeof logLine>[1] = {}) => {
    for (let i = 0; i < lines; i++) appendFileSync(log, logLine(number++, extra))
  }

  beforeAll(async () => {
    writeFileSync(log, '')
    write(60)
    write(15, { path: '/basket', status: 404 })
    write(5, { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' })
    running = await up([log, '--data', join(scratch(), 'data')])
    await until(async () => (await running.count()) === 80)
    browser = await launch()
    open = await visit(browser, `${running.consoleUrl}/?time=all`)
  })

  afterAll(async () => {
    await browser?.close()
    await running?.interrupt()
  })

  it('fills the panels', async () => {
    const { page } = open
    await page.getByTestId('total-requests').getByText('80').waitFor()
    for (const panel of PANELS) await page.getByTestId(`panel-${panel}`).waitFor()
    await page.getByTestId('panel-pages').getByText('/page').first().waitFor()
    await page.getByTestId('panel-referrers').getByText('example.org').first().waitFor()
  })

  it('shows new lines without a reload', async () => {
    write(20)
    await open.page.getByTestId('total-requests').getByText('100').waitFor()
  })

  it('filters by a click, keeps the filter in the address, and takes it back', async () => {
    const { page } = open
    await page.getByTestId('panel-pages').getByText('/basket').first().click()
    await page.getByTestId('filter-chip').waitFor()
    await page.getByTestId('total-requests').getByText('15').waitFor()
    const again = await visit(browser, page.url())
    await again.page.getByTestId('total-requests').getByText('15').waitFor()
    await again.close()
    await page.getByTestId('filter-remove').click()
    await page.getByTestId('total-requests').getByText('100').waitFor()
  })

  it('opens one line and shows its fields', async () => {
    const { page } = open
    await page.getByTestId('tab-lines').click()
    await page.getByTestId('line-row').first().locator('td').first().click()
    const drawer = page.getByTestId('line-drawer')
    await drawer.getByText('203.0.113.').first().waitFor()
    expect(await drawer.getByTestId('drawer-field').count()).toBeGreaterThan(10)
  })

  it('says nothing to the console', () => {
    expect(open.errors).toEqual([])
  })
})

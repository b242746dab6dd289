import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock } from '../../web/mock/server.ts'
import { buildPage, hasChromium, launch, type Visit, visit } from './browser.ts'

describe.skipIf(!hasChromium)('the tools of a panel (skipped without Chromium)', () => {
  let browser: Browser
  let mock: Awaited<ReturnType<typeof startMock>>
  let seen: Visit
  let page: Page

  beforeAll(async () => {
    buildPage()
    browser = await launch()
    mock = await startMock({ lines: 2000, rate: 0, port: 0 })
    seen = await visit(browser, `${mock.url}/?time=30d`)
    page = seen.page
    await page.getByTestId('panel-requests').locator('[data-ready=true]').waitFor()
    await page.getByTestId('panel-pages').getByTestId('rank-row').first().waitFor()
  })
  afterAll(async () => {
    await seen?.close()
    await browser?.close()
    await mock?.close()
  })

  async function download(panel: string, item: string) {
    await page.getByTestId(`download-${panel}`).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId(`panel-${panel}`).getByRole('menuitem', { name: item }).click(),
    ])
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
  }

  it('give the figures as CSV', async () => {
    const { name, bytes } = await download('statuses', 'CSV')
    expect(name).toMatch(/^tailrace-statuses-\d{4}-.*\.csv$/)
    const lines = bytes.toString('utf8').trim().split('\r\n')
    expect(lines[0]).toContain('requests')
    const notFound = mock.docs.filter(({ status }) => status === 404).length
    expect(lines.some((line) => line.split(',').includes('404') && line.includes(String(notFound)))).toBe(
      true,
    )
  })

  it('give a picture as PNG, of a chart and of a table', async () => {
    for (const panel of ['requests', 'pages']) {
      const { name, bytes } = await download(panel, 'PNG')
      expect(name).toMatch(/\.png$/)
      expect(bytes.subarray(1, 4).toString()).toBe('PNG')
      const box = await page.getByTestId(`panel-${panel}`).boundingBox()
      expect(bytes.readUInt32BE(16)).toBe(Math.ceil((box?.width ?? 0) * 2))
      // One colour alone would be a few hundred bytes.
      expect(bytes.length, panel).toBeGreaterThan(5000)
    }
  })

  it('show a panel alone, larger, and give it back', async () => {
    const panel = page.getByTestId('panel-requests')
    const chart = async () => (await panel.locator('canvas').first().boundingBox())?.height ?? 0
    const before = await chart()
    await page.getByTestId('full-requests').click()
    await expect.poll(chart).toBeGreaterThan(before * 2)
    expect(await panel.boundingBox()).toMatchObject({ x: 0, y: 0, width: 1600 })
    await page.getByTestId('full-requests').click()
    await expect.poll(chart).toBe(before)
    expect(await panel.getAttribute('data-full')).toBeNull()
  })

  it('say nothing to the console', () => {
    expect(seen.errors).toEqual([])
  })
})

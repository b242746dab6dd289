import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startMock } from '../../web/mock/server.ts'
import { buildPage, hasChromium, launch, type Visit, visit } from './browser.ts'

type Mock = Awaited<ReturnType<typeof startMock>>

const PANELS = [
  ...['requests', 'unusual', 'pages', 'clients', 'referrers', 'countries', 'hours', 'browsers', 'systems'],
  ...['devices', 'statuses', 'productPaths', 'missingPages', 'slowest', 'vhosts', 'methods', 'newest'],
]

let browser: Browser
let mock: Mock
let seen: Visit
let page: Page

const open = async (path: string, options = {}) => {
  seen = await visit(browser, mock.url + path, options)
  page = seen.page
}
const id = (name: string) => page.getByTestId(name)
const requests = async () =>
  Number((await id('total-requests').locator('[title]').first().getAttribute('title'))?.replaceAll(',', ''))
const settled = () =>
  expect
    .poll(() => page.locator('[data-state=loading], [data-state=stale]').count(), { timeout: 15_000 })
    .toBe(0)
const inWindow = (millis: number) =>
  mock.docs.filter(({ timestamp }) => Date.now() - (timestamp as number) < millis).length

describe.skipIf(!hasChromium)('the page', () => {
  beforeAll(async () => {
    buildPage()
    browser = await launch()
  })
  afterAll(() => browser?.close())

  describe('over a standing log', () => {
    beforeAll(async () => {
      mock = await startMock({ lines: 4000, rate: 0, port: 0 })
    })
    afterAll(() => mock.close())
    afterEach(async () => {
      const { errors } = seen
      await seen.close()
      expect(errors).toEqual([])
    })

    it('fills every panel', async () => {
      await open('/?time=30d')
      await id('panel-newest').scrollIntoViewIfNeeded()
      await settled()
      for (const name of PANELS)
        expect(await id(`panel-${name}`).getAttribute('data-state'), name).toBe('ready')
      expect(await requests()).toBe(mock.docs.length)
      expect(await id('panel-pages').getByTestId('rank-row').count()).toBe(10)
      expect(await id('live-table').getByTestId('line-row').count()).toBe(50)
      expect(await page.locator('canvas').count()).toBeGreaterThanOrEqual(4)
    })

    it('chooses a time that fits when the address has none', async () => {
      await open('/')
      await settled()
      expect(new URL(page.url()).searchParams.get('time')).toBe('1h')
      expect(Math.abs((await requests()) - inWindow(3_600_000))).toBeLessThanOrEqual(2)
    })

    it('filters by a click, leaves out by Shift-click, goes back, and keeps it all in the address', async () => {
      await open('/?time=30d')
      await settled()
      const is404 = mock.docs.filter(({ status }) => status === 404).length
      await id('panel-statuses').locator('[data-value="404"] button').first().click()
      await expect.poll(requests).toBe(is404)
      expect(await id('filter-chip').getAttribute('data-field')).toBe('status')
      await id('panel-countries')
        .locator('[data-value=US] button')
        .first()
        .click({ modifiers: ['Shift'] })
      const rest = mock.docs.filter(({ status, country }) => status === 404 && country !== 'US').length
      await expect.poll(requests).toBe(rest)
      expect(new URL(page.url()).searchParams.getAll('f')).toEqual(['status:=404', '-country:=US'])
      await page.reload()
      await settled()
      expect(await requests()).toBe(rest)
      await page.goBack()
      await expect.poll(requests).toBe(is404)
      await id('filter-remove').click()
      await expect.poll(requests).toBe(mock.docs.length)
    })

    it('selects a time by dragging across the chart, and zooms out again', async () => {
      await open('/?time=30d')
      await settled()
      const box = (await id('panel-requests').getByTestId('time-chart').boundingBox())!
      await page.mouse.move(box.x + box.width * 0.8, box.y + 60)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.9, box.y + 80, { steps: 4 })
      await page.mouse.up()
      await expect.poll(() => page.url()).toContain('..')
      const [from, to] = (new URL(page.url()).searchParams.get('time') ?? '').split('..').map(Date.parse)
      expect((to - from) / 86_400_000).toBeGreaterThan(2)
      expect((to - from) / 86_400_000).toBeLessThan(4)
      await settled()
      expect(await requests()).toBe(
        mock.docs.filter(({ timestamp }) => (timestamp as number) >= from && (timestamp as number) < to)
          .length,
      )
      await page.keyboard.press('z')
      await expect
        .poll(async () => (new URL(page.url()).searchParams.get('time') ?? '').split('..').map(Date.parse))
        .not.toEqual([from, to])
    })

    it('takes a query, completes it, and says when it was refused', async () => {
      await open('/?time=30d')
      await settled()
      await page.locator('.cm-content').waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('sta')
      await page.locator('.cm-tooltip-autocomplete li', { hasText: 'status' }).click()
      await page.locator('.cm-tooltip-autocomplete li', { hasText: '404' }).click()
      await page.keyboard.press('Enter')
      await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('status:404')
      await expect.poll(requests).toBe(mock.docs.filter(({ status }) => status === 404).length)
      await id('query-clear').click()
      await page.keyboard.press('/')
      await page.keyboard.type('path:')
      await page.locator('.cm-tooltip-autocomplete').waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await id('notice-query').waitFor()
      await id('notice-query').getByRole('button').click()
      await expect.poll(requests).toBe(mock.docs.length)
    })

    it('shows lines, loads more, and opens one', async () => {
      await open('/?time=30d&tab=lines')
      await id('line-row').first().waitFor()
      expect(await id('lines-count').textContent()).toBe('4,000 lines')
      await id('line-row').nth(99).scrollIntoViewIfNeeded()
      await expect.poll(() => id('line-row').count()).toBeGreaterThanOrEqual(200)
      await id('field-country').click()
      await id('field-value').first().waitFor()
      await id('line-row').nth(2).locator('td').first().click()
      const drawer = id('line-drawer')
      await drawer.waitFor()
      const host = await drawer.locator('[data-field=host] dd').textContent()
      await drawer.locator('[data-field=host]').getByRole('button', { name: 'Filter for' }).click()
      await expect.poll(() => new URL(page.url()).searchParams.getAll('f')).toEqual([`host:=${host}`])
      const count = mock.docs.filter((doc) => doc.host === host).length
      await expect.poll(() => id('lines-count').textContent()).toMatch(new RegExp(`^${count} lines`))
    })

    it('leads to the lines that did not parse', async () => {
      await open('/?time=30d&tab=lines')
      const count = mock.docs.filter(({ parse_error }) => parse_error).length
      await id('unparsed').click()
      await expect.poll(() => id('lines-count').textContent()).toBe(`${count} lines`)
      expect(await id('line-row').first().textContent()).toContain('did not parse')
    })

    it('says where the data are when the window is empty', async () => {
      await open('/?time=2020-01-01T00:00:00.000Z..2020-01-02T00:00:00.000Z')
      await id('notice-nothing').getByRole('button', { name: 'Show all time' }).click()
      await expect.poll(requests).toBe(mock.docs.length)
    })

    it('fits a phone, in light and dark', async () => {
      for (const tab of ['overview', 'lines']) {
        await open(`/?time=30d&tab=${tab}`, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
        await settled()
        await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(390)
        expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
        if (tab === 'overview') await seen.close()
      }
    })

    it('switches theme and shows the shortcuts', async () => {
      await open('/?time=30d', { colorScheme: 'light' })
      await id('theme').click()
      await id('theme-dark').click()
      expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
      await page.keyboard.press('?')
      await id('shortcuts').waitFor()
    })
  })

  describe('over a log that lives', () => {
    beforeEach(async () => {
      mock = await startMock({ lines: 300, rate: 0, port: 0 })
    })
    afterEach(async () => {
      await seen.close()
      await mock.close()
    })

    it('shows new lines without a reload, and stands still when paused', async () => {
      await open('/?time=30d')
      await settled()
      const before = await requests()
      mock.write(20)
      await expect.poll(requests, { timeout: 10_000 }).toBe(before + 20)
      await id('panel-newest').scrollIntoViewIfNeeded()
      await id('live-pause').click()
      const first = () => id('live-table').getByTestId('line-row').first().textContent()
      const held = await first()
      mock.write(5)
      await expect.poll(async () => mock.docs.length).toBe(before + 25)
      expect(await first()).toBe(held)
      expect(seen.errors).toEqual([])
    })

    it('tells room by room what hurts', async () => {
      await open('/?time=30d')
      await expect.poll(() => id('health').getAttribute('data-status')).toBe('ok')
      mock.rooms[4] = {
        room: 'lake',
        state: 'failing',
        lastError: { message: 'The disk is full.', at: new Date().toISOString() },
      }
      await expect.poll(() => id('health').getAttribute('data-status'), { timeout: 10_000 }).toBe('failing')
      await id('health').click()
      expect(await id('room-lake').textContent()).toContain('The disk is full.')
    })

    it('says when Tailrace is gone, and finds it again', async () => {
      await open('/?time=30d&refresh=5s')
      await settled()
      const port = Number(new URL(mock.url).port)
      await mock.close()
      await page.keyboard.press('r')
      await id('notice-lost').waitFor()
      expect(await requests()).toBe(300)
      mock = await startMock({ lines: 350, rate: 0, port })
      await expect.poll(requests, { timeout: 20_000 }).toBe(350)
      expect(await id('notice-lost').count()).toBe(0)
    })
  })

  describe('over nothing', () => {
    it('explains, and becomes the dashboard with the first lines', async () => {
      mock = await startMock({ lines: 0, rate: 0, port: 0 })
      await open('/')
      await id('empty').waitFor()
      expect(await id('empty').textContent()).toContain('/var/log/nginx/access.log')
      mock.write(30)
      await id('totals').waitFor({ timeout: 10_000 })
      await expect.poll(requests, { timeout: 10_000 }).toBe(30)
      expect(seen.errors).toEqual([])
      await seen.close()
      await mock.close()
    })
  })
})

import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startMock } from '../../web/mock/server.ts'
import { logLine, type Running, scratch, until, up } from '../journey/program.ts'
import { buildPage, hasChromium, launch, type Visit, visit } from './browser.ts'

const NODES = ['agent', 'stream', 'functions', 'delivery', 'lake', 'search']
const PHONE = { width: 390, height: 844 }

let browser: Browser
let seen: Visit
let page: Page

const open = async (url: string, options = {}) => {
  seen = await visit(browser, url, options)
  page = seen.page
  await page.locator('[data-testid=pipeline][data-ready=true]').waitFor()
}
const id = (name: string) => page.getByTestId(name)
const rate = async (room: string) => Number(await id(`rate-${room}`).textContent())
const state = (room: string) => id(`node-${room}`).getAttribute('data-node-state')
const clock = () => id('pipeline-summary').textContent()
/** Where every node and its rate stand, rounded to whole pixels. */
const layout = async () => {
  const boxes: Record<string, (number | undefined)[]> = {}
  for (const room of NODES) {
    const box = await id(`node-${room}`).boundingBox()
    boxes[room] = [box?.x, box?.y, box?.width, box?.height].map((each) => each && Math.round(each))
  }
  return boxes
}

describe.skipIf(!hasChromium)('the pipeline (skipped without Chromium)', () => {
  beforeAll(async () => {
    buildPage()
    browser = await launch()
  })
  afterAll(() => browser?.close())

  describe('over generated lines', () => {
    let mock: Awaited<ReturnType<typeof startMock>>
    let timer: NodeJS.Timeout

    beforeEach(async () => {
      mock = await startMock({ lines: 500, rate: 0, port: 0 })
      timer = setInterval(() => mock.write(20), 200)
    })
    afterEach(async () => {
      clearInterval(timer)
      await seen.close()
      await mock.close()
    })

    it('shows the rate of each room, and moves nothing when figures change', async () => {
      await open(`${mock.url}/?tab=pipeline`)
      const before = await layout()
      await expect.poll(() => rate('stream'), { timeout: 10_000 }).toBeGreaterThan(50)
      for (const room of ['agent', 'functions', 'delivery', 'search']) {
        expect(await rate(room), room).toBeGreaterThan(50)
        expect(await rate(room), room).toBeLessThan(200)
        expect(await state(room), room).toBe('works')
      }
      mock.write(20_000)
      await expect.poll(() => id('rate-stream').textContent(), { timeout: 10_000 }).toMatch(/k$/)
      expect(await layout()).toEqual(before)
      clearInterval(timer)
      await expect.poll(() => state('stream'), { timeout: 15_000 }).toBe('waits')
      expect(await layout()).toEqual(before)
      expect(seen.errors).toEqual([])
    })

    it('opens a room by keyboard, keeps it in the address, and gives the focus back', async () => {
      await open(`${mock.url}/?tab=pipeline`)
      await id('node-stream').focus()
      expect(await id('node-stream').getAttribute('aria-label')).toMatch(
        /^Stream .*Records kept: .*No errors/,
      )
      await page.keyboard.press('Enter')
      const detail = id('room-detail')
      await detail.waitFor()
      expect(new URL(page.url()).searchParams.get('room')).toBe('stream')
      expect(await page.getByRole('dialog', { name: 'stream' }).count()).toBe(1)
      await detail.getByText('1 open, 1 closed').waitFor()
      const rows = (await detail.getByTestId('detail-row').allTextContents()).join('\n')
      expect(rows).toMatch(/shardId-…0closed–5k/)
      expect(rows).toMatch(/web-logs-to-search0none/)
      await page.keyboard.press('Escape')
      await detail.waitFor({ state: 'detached' })
      expect(new URL(page.url()).searchParams.get('room')).toBeNull()
      await expect
        .poll(() => page.evaluate('document.activeElement.dataset.testid ?? ""'))
        .toBe('node-stream')
      await page.goBack()
      await detail.waitFor()
      await page.reload()
      await detail.waitFor()
    })

    it('tells delivery, functions and the stores', async () => {
      await open(`${mock.url}/?tab=pipeline&room=delivery`)
      const text = async (room: string) => {
        await page.goto(`${mock.url}/?tab=pipeline&room=${room}`)
        await id('room-detail').waitFor()
        return (await id('room-detail').textContent()) ?? ''
      }
      expect(await text('delivery')).toMatch(/web-logs-to-search.*Success100 %/)
      expect(await text('functions')).toMatch(/mask-clients401?/)
      expect(await text('lake')).toMatch(/Objects written.*Delivers tolake/)
      expect(await text('search')).toMatch(/Documents\d.*Delivers tosearch index/)
      expect(await text('agent')).toContain('/var/log/nginx/access.log')
      expect(await text('console')).toContain('Viewers')
      expect(await text('attic')).toContain('no room “attic”')
    })

    it('shows trouble where it is, and says it once', async () => {
      await open(`${mock.url}/?tab=pipeline`)
      const message = 'The disk is full. Free some space; it goes on by itself.'
      const { detail } = mock.rooms[4]
      mock.rooms[4] = {
        room: 'lake',
        state: 'failing',
        lastError: { message, at: new Date().toISOString() },
        detail,
      }
      await expect.poll(() => state('lake'), { timeout: 10_000 }).toBe('trouble')
      expect(await id('node-lake').getAttribute('aria-label')).toContain(message)
      expect(await id('pipeline-errors').textContent()).toContain(message)
      const announced = () => page.locator('p[role=status]').allTextContents()
      expect(await announced()).toEqual([`Lake: ${message}`])
      mock.rooms[4] = { ...mock.rooms[4], state: 'ok' }
      await expect.poll(() => state('lake'), { timeout: 10_000 }).not.toBe('trouble')
      expect(await announced()).toEqual(['All rooms work again.'])
      expect(await id('pipeline-errors').textContent()).toContain('over since')
    })

    it('keeps what it saw when Tailrace is gone, and finds it again', async () => {
      await open(`${mock.url}/?tab=pipeline`)
      await expect.poll(() => rate('stream'), { timeout: 10_000 }).toBeGreaterThan(0)
      clearInterval(timer)
      const port = Number(new URL(mock.url).port)
      await mock.close()
      await id('pipeline-lost').waitFor()
      expect(await id('pipeline-lost').textContent()).toContain('Is it still running?')
      expect(await id('node-stream').count()).toBe(1)
      mock = await startMock({ lines: 100, rate: 0, port })
      await id('pipeline-lost').waitFor({ state: 'detached', timeout: 15_000 })
      const stood = await clock()
      await expect.poll(clock, { timeout: 10_000 }).not.toBe(stood)
    })

    it('fits a phone: one room under the other, nothing beside the screen', async () => {
      for (const room of [undefined, 'stream', 'delivery', 'functions']) {
        const url = `${mock.url}/?tab=pipeline${room ? `&room=${room}` : ''}`
        await open(url, { viewport: PHONE, colorScheme: 'dark' })
        if (room) await id('room-detail').waitFor()
        expect(await page.evaluate('document.documentElement.scrollWidth'), room).toBe(390)
        const { agent, stream, search } = await layout()
        expect(stream[1]).toBeGreaterThan((agent[1] ?? 0) + (agent[3] ?? 0))
        expect((search[0] ?? 0) + (search[2] ?? 0)).toBeLessThanOrEqual(390)
        if (room !== 'functions') await seen.close()
      }
    })

    it('says what to do where nothing has been seen yet', async () => {
      clearInterval(timer)
      await mock.close()
      mock = await startMock({ lines: 0, rate: 0, port: 0 })
      mock.streams.splice(0)
      await open(`${mock.url}/?tab=pipeline&room=stream`)
      expect(await id('pipeline-guidance').textContent()).toContain('npm start -- up')
      expect(await id('room-detail').textContent()).toContain('aws kinesis create-stream')
    })
  })

  describe('over the real program', () => {
    const log = join(scratch(), 'access.log')
    let running: Running

    beforeAll(async () => {
      writeFileSync(log, logLine(0))
      running = await up([log, '--data', join(scratch(), 'data')])
      await until(async () => (await running.count()) === 1)
    })
    afterAll(() => running?.interrupt())
    afterEach(() => seen.close())

    it('counts what goes through, room by room', async () => {
      await open(`${running.consoleUrl}/?tab=pipeline`)
      for (const room of NODES) expect(await id(`node-${room}`).count(), room).toBe(1)
      let number = 1
      const timer = setInterval(() => appendFileSync(log, logLine(number++)), 50)
      try {
        for (const room of ['agent', 'stream', 'functions', 'delivery', 'search']) {
          await expect.poll(() => rate(room), { timeout: 15_000 }).toBeGreaterThan(1)
          expect(await state(room), room).toBe('works')
        }
        await id('node-stream').click()
        await id('room-detail').getByText('web-logs-to-search').waitFor()
        await id('room-detail').getByText('1 open').waitFor()
      } finally {
        clearInterval(timer)
      }
      expect(seen.errors).toEqual([])
    })
  })
})

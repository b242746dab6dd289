// node web/mock/shoot.mjs URL FOLDER: screenshots of every view, light and dark, wide and narrow.
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [url = 'http://127.0.0.1:5699', folder = 'tmp/shots'] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})

async function shoot(name, path, { width, height, dark = false, full = false, act }) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    deviceScaleFactor: width < 500 ? 2 : 1,
    timezoneId: 'Europe/Berlin',
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') console.log(`${name}: ${message.text()}`)
  })
  page.on('pageerror', (error) => console.log(`${name}: ${error.stack}`))
  await page.goto(url + path)
  await page
    .waitForFunction(
      () =>
        !document.querySelector('[data-state=loading]') &&
        document.querySelector('[data-ready=true], [data-testid=empty]'),
      undefined,
      { timeout: 15000 },
    )
    .catch((e) => console.log(name, e.message))
  await page.waitForTimeout(700)
  await act?.(page)
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: full })
  await context.close()
}

const seconds = (count) => (page) => page.waitForTimeout(count * 1000)
const wide = { width: 1600, height: 1000 }
const phone = { width: 390, height: 844 }
const only = process.argv[4]
const tall = { width: 1600, height: 1330 }
const shots = {
  'docs-light': ['/?time=6h', tall],
  'docs-dark': ['/?time=24h', { ...tall, dark: true }],
  'docs-lines': [
    '/?tab=lines&time=24h&q=status%3A%3E%3D400%20AND%20bot%3Afalse',
    {
      ...wide,
      act: async (page) => {
        await page.getByTestId('field-path').click()
        await page.waitForTimeout(800)
      },
    },
  ],
  'overview-light': ['/?time=1h', { ...wide, full: true }],
  'overview-dark': ['/?time=24h', { ...wide, full: true, dark: true }],
  'overview-middle': ['/?time=1h', { width: 1024, height: 768, full: true }],
  'overview-phone': ['/?time=1h', { ...phone, full: true, dark: true }],
  'lines-light': ['/?tab=lines&time=1h', wide],
  'lines-dark': [
    '/?tab=lines&time=7d&q=status%3A%3E%3D400',
    {
      ...wide,
      dark: true,
      act: async (page) => {
        await page.getByTestId('field-status').click()
        await page.getByTestId('line-row').nth(3).locator('td').nth(4).click()
        await page.waitForTimeout(600)
      },
    },
  ],
  'lines-phone': ['/?tab=lines&time=1h', { ...phone, full: true }],
  filters: [
    '/?time=6h&f=country%3A%3DDE&f=-path%3A%3D%2Fsearch&f=%5Eos%3A%3DWindows&f=%7Ebot%3A%3Dfalse',
    {
      ...wide,
      act: async (page) => {
        await page.getByTestId('time-picker').click()
        await page.waitForTimeout(400)
      },
    },
  ],
  query: [
    '/?time=6h',
    {
      ...wide,
      dark: true,
      act: async (page) => {
        await page.keyboard.press('/')
        await page.keyboard.type('status:>=400 AND NOT country:', { delay: 20 })
        await page.waitForTimeout(800)
      },
    },
  ],
  'pipeline-light': ['/?tab=pipeline', { width: 1440, height: 900, act: seconds(6) }],
  'pipeline-dark': ['/?tab=pipeline', { width: 1440, height: 900, dark: true, act: seconds(6) }],
  'pipeline-middle': ['/?tab=pipeline', { width: 900, height: 900, full: true, act: seconds(3) }],
  'pipeline-phone': ['/?tab=pipeline', { ...phone, full: true, act: seconds(3) }],
  'pipeline-phone-dark': ['/?tab=pipeline', { ...phone, full: true, dark: true, act: seconds(3) }],
  'pipeline-stream': ['/?tab=pipeline&room=stream', { width: 1440, height: 900, act: seconds(3) }],
  'pipeline-delivery': [
    '/?tab=pipeline&room=delivery',
    { width: 1440, height: 900, dark: true, act: seconds(3) },
  ],
  'pipeline-functions-phone': ['/?tab=pipeline&room=functions', { ...phone, act: seconds(3) }],
  'pipeline-stream-phone': ['/?tab=pipeline&room=stream', { ...phone, act: seconds(3) }],
  health: [
    '/?time=2026-01-01T00:00:00Z..2026-01-02T00:00:00Z',
    {
      ...wide,
      act: async (page) => {
        await page.getByTestId('health').click()
        await page.waitForTimeout(400)
      },
    },
  ],
}
for (const [name, [path, options]] of Object.entries(shots))
  if (!only || name.includes(only)) await shoot(name, path, options)
await browser.close()

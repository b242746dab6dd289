import { expect, test } from 'vitest'
import { readAgent } from './agent.ts'

const KHTML = 'AppleWebKit/537.36 (KHTML, like Gecko)'
type Row = [
  agent: string,
  browser: string | undefined,
  version: string | undefined,
  os: string | undefined,
  device: string,
]

const people: Row[] = [
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KHTML} Chrome/126.0.0.0 Safari/537.36`,
    'Chrome',
    '126.0',
    'Windows 10',
    'desktop',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0) ${KHTML} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68`,
    'Microsoft Edge',
    '126.0',
    'Windows 10',
    'desktop',
  ],
  [
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    'Firefox',
    '128.0',
    'Linux',
    'desktop',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Safari',
    '17.5',
    'iOS 17.5',
    'mobile',
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
    'Safari',
    '16.6',
    'iOS 16.6',
    'tablet',
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${KHTML} Chrome/126.0.0.0 Mobile Safari/537.36`,
    'Chrome',
    '126.0',
    'Android 14',
    'mobile',
  ],
  [
    'Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)',
    'Internet Explorer',
    '9.0',
    'Windows 7',
    'desktop',
  ],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${KHTML} Chrome/126.0.0.0 Safari/537.36`,
    'Chrome',
    '126.0',
    'Chrome OS',
    'desktop',
  ],
  [
    'Mozilla/5.0 (PlayStation 5 8.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15',
    'Safari',
    '16.0',
    'PlayStation',
    'console',
  ],
  [
    'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/6.0 TV Safari/538.1',
    undefined,
    undefined,
    'Tizen 6.0',
    'tv',
  ],
  ['Opera/9.80 (Windows NT 6.1) Presto/2.12 Version/12.16', 'Opera', '12.16', 'Windows 7', 'desktop'],
]

test.each(people)('%s', (agent, browser, version, os, device) => {
  const facts = readAgent(agent)
  const system = facts.os && [facts.os, facts.osVersion].filter(Boolean).join(' ')
  expect([facts.browser, facts.browserVersion, system, facts.device, facts.bot]).toEqual([
    browser,
    version,
    os,
    device,
    false,
  ])
})

const bots: [agent: string, name: string, version?: string][] = [
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot', '2.1'],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'bingbot', '2.0'],
  ['Mozilla/5.0 (compatible; AhrefsBot/5.0; +http://ahrefs.com/robot/)', 'AhrefsBot', '5.0'],
  ['Mozilla/5.0 (compatible; YandexDirect/3.0; +http://yandex.com/bots)', 'YandexDirect', '3.0'],
  ['Googlebot-Image/1.0', 'Googlebot-Image', '1.0'],
  ['curl/7.22.0 (i686-pc-linux-gnu) libcurl/7.22.0', 'curl', '7.22'],
  ['Wget/1.12 (linux-gnu)', 'Wget', '1.12'],
  ['python-requests/2.32.3', 'python-requests', '2.32'],
  ['Go-http-client/1.1', 'Go-http-client', '1.1'],
  ['okhttp/4.9.0', 'okhttp', '4.9'],
  ['Tiny Tiny RSS/1.11 (http://tt-rss.org/)', 'Tiny Tiny RSS', '1.11'],
  ['sqlmap/1.8#stable (https://sqlmap.org)', 'sqlmap', '1.8'],
  ['Mozilla/5.00 (Nikto/2.1.5) (Evasions:None)', 'Nikto', '2.1'],
  ['Mozilla/5.0 zgrab/0.x', 'zgrab', '0'],
  ['masscan/1.3 (https://github.com/robertdavidgraham/masscan)', 'masscan', '1.3'],
  ['Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)', 'Nmap'],
  ['() { :;}; /bin/bash -c "id"', 'Shellshock probe'],
  ['FeedBurner/1.0 (http://www.FeedBurner.com)', 'FeedBurner', '1.0'],
]

test.each(bots)('bot: %s', (agent, name, version) => {
  expect(readAgent(agent)).toMatchObject({ browser: name, device: 'bot', bot: true })
  expect(readAgent(agent).browserVersion).toBe(version)
})

test('any text gives an answer', () => {
  for (const agent of ['', ' ', '-', 'Mozilla/4.0', '%00', 'x'.repeat(5000), '💩']) {
    expect(readAgent(agent).device).toBeTypeOf('string')
  }
})

import type { AgentFacts } from '../enrichers.ts'
import { readBot } from './bots.ts'
import { readBrowser } from './browsers.ts'

/** Browser, system and device of a user agent; a bot's browser is the bot's own name. */
export function readAgent(agent: string): AgentFacts {
  const bot = readBot(agent)
  const browser = readBrowser(agent)
  const system = {
    ...(browser.os ? { os: browser.os } : {}),
    ...(browser.osVersion ? { osVersion: browser.osVersion } : {}),
  }
  if (bot || browser.device === 'bot') {
    const name = bot?.name ?? browser.name
    const version = bot ? bot.version : browser.version
    return {
      ...(name ? { browser: name } : {}),
      ...(version ? { browserVersion: version } : {}),
      ...system,
      device: 'bot',
      bot: true,
    }
  }
  return {
    ...(browser.name ? { browser: browser.name } : {}),
    ...(browser.version ? { browserVersion: browser.version } : {}),
    ...system,
    device: browser.device,
    bot: false,
  }
}

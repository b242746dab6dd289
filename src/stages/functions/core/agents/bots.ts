import { isbot, isbotMatch } from 'isbot'

/** Scanners and tools by a word in their agent; what isbot does not know, and the names people know them by. */
const tools: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/sqlmap/i, 'sqlmap'],
  [/nikto/i, 'Nikto'],
  [/acunetix|wvs\b/i, 'Acunetix'],
  [/nmap scripting engine|\bnmap\b/i, 'Nmap'],
  [/masscan/i, 'masscan'],
  [/zgrab/i, 'zgrab'],
  [/nuclei/i, 'Nuclei'],
  [/nessus/i, 'Nessus'],
  [/openvas|greenbone/i, 'OpenVAS'],
  [/dirbuster/i, 'DirBuster'],
  [/gobuster/i, 'gobuster'],
  [/\bffuf\b|fuzz faster/i, 'ffuf'],
  [/wpscan/i, 'WPScan'],
  [/w3af/i, 'w3af'],
  [/arachni/i, 'Arachni'],
  [/netsparker|invicti/i, 'Invicti'],
  [/burp ?(suite|collaborator)?\b/i, 'Burp Suite'],
  [/owasp|zaproxy/i, 'ZAP'],
  [/jorgee/i, 'Jorgee'],
  [/morfeus|zmeu|muieblackcat/i, 'ZmEu'],
  [/\(\) ?\{/, 'Shellshock probe'],
  [/\$\{jndi:/i, 'Log4Shell probe'],
  [/censysinspect/i, 'Censys'],
  [/expanse/i, 'Expanse'],
  [/^curl\b|libcurl/i, 'curl'],
  [/^wget\b/i, 'Wget'],
  [/python-requests/i, 'python-requests'],
  [/python-urllib/i, 'Python-urllib'],
  [/aiohttp/i, 'aiohttp'],
  [/python-httpx/i, 'httpx'],
  [/go-http-client|^go .* package http/i, 'Go-http-client'],
  [/okhttp/i, 'okhttp'],
  [/apache-httpclient/i, 'Apache-HttpClient'],
  [/^java\/|java-http-client/i, 'Java'],
  [/libwww-perl|lwp::/i, 'libwww-perl'],
  [/guzzlehttp/i, 'Guzzle'],
  [/node-fetch|undici|^node\b/i, 'Node.js'],
  [/^axios/i, 'axios'],
  [/postmanruntime/i, 'Postman'],
  [/^ruby\b|^faraday/i, 'Ruby'],
  [/httpie/i, 'HTTPie'],
  [/headlesschrome/i, 'HeadlessChrome'],
  [/phantomjs/i, 'PhantomJS'],
  [/uptimerobot/i, 'UptimeRobot'],
  [/pingdom/i, 'Pingdom'],
  [/elb-healthchecker/i, 'ELB-HealthChecker'],
  [/kube-probe/i, 'kube-probe'],
  [/feedfetcher-google/i, 'Feedfetcher-Google'],
  [/tiny tiny rss/i, 'Tiny Tiny RSS'],
  [/magpierss/i, 'MagpieRSS'],
  [/facebookexternalhit/i, 'facebookexternalhit'],
  [/mediapartners-google/i, 'Mediapartners-Google'],
  [/adsbot-google/i, 'AdsBot-Google'],
  [/yahoo!? slurp/i, 'Yahoo! Slurp'],
  [/baiduspider/i, 'Baiduspider'],
]

/** Words that name no program. */
const noNames =
  /^(mozilla|applewebkit|khtml|gecko|compatible|safari|mobile|version|bot|http|https|u|x11|linux|windows)$/i

export interface Bot {
  readonly name: string
  readonly version?: string
}

/** The bot behind an agent, or undefined for a person's browser. */
export function readBot(agent: string): Bot | undefined {
  const tool = tools.find(([pattern]) => pattern.test(agent))
  if (tool) return named(agent, tool[1])
  if (!isbot(agent)) return undefined
  return named(agent, botName(agent))
}

function named(agent: string, name: string): Bot {
  const place = agent.toLowerCase().indexOf(name.toLowerCase())
  const version = place < 0 ? undefined : /^[/ ]v?(\d+(?:\.\d+)?)/.exec(agent.slice(place + name.length))?.[1]
  return version ? { name, version } : { name }
}

/** The agent's own word for the bot: the one that isbot noticed, if it is part of a name; else its first word. */
function botName(agent: string): string {
  const word = /[\w.!-]*(?:bot|spider|crawl|slurp|fetch|scan|monitor|preview|reader|feed|rss)[\w.!-]*/i.exec(
    withoutAddresses(agent),
  )
  if (word && !noNames.test(word[0])) return word[0].replace(/^[-.!]+|[-.!]+$/g, '')
  const first = withoutAddresses(agent)
    .split(/[\s/;(),+]+/)
    .find((part) => /[a-z]/i.test(part) && !noNames.test(part))
  return (first ?? isbotMatch(agent) ?? 'bot').slice(0, 64)
}

/** Without web and mail addresses, whose words (`bot.html`) are no names. */
function withoutAddresses(agent: string): string {
  return agent.replace(/https?:\/\/\S+|www\.\S+|\S+@\S+/gi, ' ')
}

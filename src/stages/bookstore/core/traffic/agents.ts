import { type Random, weighted } from '../random.ts'

interface Family {
  readonly weight: number
  /** Texts to fill the template's `{a}`, `{b}` with, the commonest first. */
  readonly a: readonly string[]
  readonly b: readonly string[]
  readonly template: string
}

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'

const CHROMES = ['152', '151', '150', '149', '148', '147', '144', '140', '138', '131', '126', '120', '109']
const FIREFOXES = ['151.0', '150.0', '149.0', '148.0', '140.0', '128.0', '115.0']
const SAFARIS = ['26.5', '26.4', '26.3', '26.1', '18.6', '18.5', '17.6', '16.6']
const IPHONES = ['18_7', '18_6', '18_6_2', '18_5', '17_6_1', '16_7_11']
const PHONES = [
  '10; K',
  '16; Pixel 10',
  '16; SM-S948B',
  '15; SM-A566B',
  '14; 23129RAA4G',
  '13; CPH2495',
  '15; V2441',
  '14; moto g84 5G',
  '16; Pixel 9a',
  '12; M2101K6G',
  '15; Nothing A069',
  '13; RMX3710',
]
const TABLETS = ['15; SM-X620', '14; SM-X210', '13; Lenovo TB-X606F', '12; KFTRWI']

/** Shares as browser statistics show them for a site that students read. */
const FAMILIES: readonly Family[] = [
  {
    weight: 27,
    template: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/{a}.0.0.0 Safari/537.36`,
    a: CHROMES,
    b: [''],
  },
  {
    weight: 10,
    template: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/{a}.0.0.0 Safari/537.36`,
    a: CHROMES,
    b: [''],
  },
  {
    weight: 3,
    template: `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/{a}.0.0.0 Safari/537.36`,
    a: CHROMES,
    b: [''],
  },
  {
    weight: 1,
    template: `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/{a}.0.0.0 Safari/537.36`,
    a: CHROMES,
    b: [''],
  },
  {
    weight: 17,
    template: `Mozilla/5.0 (Linux; Android {b}) ${WEBKIT} Chrome/{a}.0.0.0 Mobile Safari/537.36`,
    a: CHROMES,
    b: PHONES,
  },
  {
    weight: 2.2,
    template: `Mozilla/5.0 (Linux; Android {b}) ${WEBKIT} Chrome/{a}.0.0.0 Safari/537.36`,
    a: CHROMES,
    b: TABLETS,
  },
  {
    weight: 15,
    template: `Mozilla/5.0 (iPhone; CPU iPhone OS {b} like Mac OS X) ${SAFARI} Version/{a} Mobile/15E148 Safari/604.1`,
    a: SAFARIS,
    b: IPHONES,
  },
  {
    weight: 2.4,
    template: `Mozilla/5.0 (iPad; CPU OS {b} like Mac OS X) ${SAFARI} Version/{a} Mobile/15E148 Safari/604.1`,
    a: SAFARIS,
    b: IPHONES,
  },
  {
    weight: 8,
    template: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Version/{a} Safari/605.1.15`,
    a: SAFARIS,
    b: [''],
  },
  {
    weight: 4.2,
    template: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{a}) Gecko/20100101 Firefox/{a}',
    a: FIREFOXES,
    b: [''],
  },
  {
    weight: 1.4,
    template: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:{a}) Gecko/20100101 Firefox/{a}',
    a: FIREFOXES,
    b: [''],
  },
  {
    weight: 1.8,
    template: 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:{a}) Gecko/20100101 Firefox/{a}',
    a: FIREFOXES,
    b: [''],
  },
  {
    weight: 0.7,
    template: 'Mozilla/5.0 (Android {b}; Mobile; rv:{a}) Gecko/{a} Firefox/{a}',
    a: FIREFOXES,
    b: ['16', '15', '14'],
  },
  {
    weight: 6.5,
    template: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/{a}.0.0.0 Safari/537.36 Edg/{a}.0.0.0`,
    a: CHROMES.slice(0, 8),
    b: [''],
  },
  {
    weight: 1.6,
    template: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/{a}.0.0.0 Safari/537.36 OPR/{b}.0.0.0`,
    a: CHROMES.slice(0, 6),
    b: ['136', '135', '134'],
  },
  {
    weight: 2,
    template: `Mozilla/5.0 (Linux; Android {b}) ${WEBKIT} SamsungBrowser/{a} Chrome/136.0.0.0 Mobile Safari/537.36`,
    a: ['29.0', '28.0', '27.0'],
    b: ['10; K', '16; SM-S948B', '15; SM-A566B'],
  },
  {
    weight: 0.5,
    template: `Mozilla/5.0 (iPhone; CPU iPhone OS {b} like Mac OS X) ${SAFARI} CriOS/{a}.0.7444.0 Mobile/15E148 Safari/604.1`,
    a: CHROMES.slice(0, 6),
    b: IPHONES,
  },
]

interface Agent {
  readonly weight: number
  readonly text: string
}

/** Every agent with its weight; a family's newest versions have most of it (halving, with a long tail). */
export const AGENTS: readonly Agent[] = FAMILIES.flatMap(({ weight, template, a, b }) => {
  const share = (at: number, size: number) => 1 / (1 + at) ** 1.4 / harmonic(size)
  return a.flatMap((first, i) =>
    b.map((second, j) => ({
      text: template.replaceAll('{a}', first).replaceAll('{b}', second),
      weight: weight * share(i, a.length) * share(j, b.length),
    })),
  )
})

function harmonic(size: number): number {
  let sum = 0
  for (let at = 0; at < size; at++) sum += 1 / (1 + at) ** 1.4
  return sum
}

const pick = weighted(AGENTS)

export function browserAgent(random: Random): string {
  return pick(random).text
}

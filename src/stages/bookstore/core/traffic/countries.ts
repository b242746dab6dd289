import { type Random, weighted } from '../random.ts'

export interface Country {
  readonly code: string
  /** Share of the readers, in a full day. */
  readonly weight: number
  /** Degrees east: decides when its day is. */
  readonly longitude: number
  /** First two octets of IPv4 ranges whose addresses belong to providers there. */
  readonly ranges: string
  /** First two groups of IPv6 ranges. */
  readonly ranges6?: string
}

export const COUNTRIES: readonly Country[] = [
  {
    code: 'US',
    weight: 24,
    longitude: -92,
    ranges: '12.138 17.17 23.113 23.118 45.17 45.31 70.89 70.90 74.93 75.99 76.37 96.96',
    ranges6: '2601:1c0 2600:1700 2603:8000',
  },
  {
    code: 'CA',
    weight: 4,
    longitude: -85,
    ranges: '76.69 69.159 70.52 70.55 142.189 50.92',
    ranges6: '2607:fea8',
  },
  { code: 'MX', weight: 2, longitude: -101, ranges: '189.161 187.148 189.136 189.238' },
  {
    code: 'BR',
    weight: 5,
    longitude: -47,
    ranges: '138.97 177.125 177.129 186.251 191.7',
    ranges6: '2804:14c',
  },
  { code: 'AR', weight: 1.4, longitude: -60, ranges: '190.244 190.228 181.110' },
  { code: 'CL', weight: 0.8, longitude: -71, ranges: '191.116 191.119 190.45' },
  { code: 'CO', weight: 0.9, longitude: -74, ranges: '181.52 181.32 190.85' },
  {
    code: 'GB',
    weight: 8,
    longitude: -2,
    ranges: '2.103 81.102 81.105 82.12 86.1 86.16 86.27 87.115',
    ranges6: '2a00:23c5 2a01:4b00',
  },
  { code: 'IE', weight: 1, longitude: -8, ranges: '51.171 86.41 86.46' },
  {
    code: 'FR',
    weight: 6,
    longitude: 2,
    ranges: '37.165 78.241 78.242 82.241 78.206 82.67',
    ranges6: '2a01:cb00 2a01:e0a',
  },
  {
    code: 'DE',
    weight: 8,
    longitude: 10,
    ranges: '77.181 80.151 93.211 62.224 77.12 84.156 93.195 79.205',
    ranges6: '2003:e1 2a02:8108',
  },
  { code: 'NL', weight: 3, longitude: 5, ranges: '92.65 83.82 188.90 77.167 95.99', ranges6: '2a02:a440' },
  { code: 'BE', weight: 1.2, longitude: 4, ranges: '87.66 91.177 109.133 62.235', ranges6: '2a02:1810' },
  { code: 'CH', weight: 1.3, longitude: 8, ranges: '178.196 85.5 188.60 89.217', ranges6: '2a02:1210' },
  { code: 'AT', weight: 1, longitude: 14, ranges: '81.217 178.191 62.46' },
  { code: 'ES', weight: 3, longitude: -4, ranges: '37.158 46.136 159.147 47.61 81.184' },
  { code: 'PT', weight: 1, longitude: -8, ranges: '94.133 83.132 89.155' },
  { code: 'IT', weight: 3, longitude: 12, ranges: '79.27 79.41 82.48 87.13 95.239 151.19' },
  { code: 'SE', weight: 1.6, longitude: 17, ranges: '2.69 78.73 90.238 151.177' },
  { code: 'NO', weight: 1, longitude: 9, ranges: '88.93 83.108 88.90' },
  { code: 'DK', weight: 0.9, longitude: 11, ranges: '77.33 90.184 109.57' },
  { code: 'FI', weight: 0.9, longitude: 25, ranges: '84.249 84.248 91.154' },
  { code: 'PL', weight: 2, longitude: 19, ranges: '79.185 79.188 80.53 83.29' },
  { code: 'CZ', weight: 0.8, longitude: 15, ranges: '77.48 80.188 85.163' },
  { code: 'RO', weight: 0.8, longitude: 25, ranges: '31.5 82.78 79.118' },
  { code: 'GR', weight: 0.8, longitude: 23, ranges: '85.73 2.87 37.6' },
  { code: 'TR', weight: 1.6, longitude: 32, ranges: '176.216 188.3 78.177' },
  { code: 'UA', weight: 0.7, longitude: 31, ranges: '37.53 31.144 46.98' },
  { code: 'IL', weight: 0.6, longitude: 35, ranges: '46.210 93.172 176.229' },
  { code: 'AE', weight: 0.6, longitude: 55, ranges: '2.50 94.202 176.205' },
  { code: 'EG', weight: 0.8, longitude: 31, ranges: '41.69 197.134 102.189' },
  { code: 'MA', weight: 0.5, longitude: -7, ranges: '105.156 160.179 102.78' },
  { code: 'NG', weight: 0.8, longitude: 5, ranges: '160.152 105.112 102.89' },
  { code: 'KE', weight: 0.5, longitude: 37, ranges: '197.248 154.155 41.90' },
  { code: 'ZA', weight: 0.9, longitude: 27, ranges: '105.246 169.0 41.193' },
  {
    code: 'IN',
    weight: 8,
    longitude: 78,
    ranges: '106.192 210.212 106.205 106.219 117.239 223.181 125.17',
    ranges6: '2409:4050',
  },
  { code: 'PK', weight: 0.8, longitude: 72, ranges: '39.63 182.176 39.36' },
  {
    code: 'CN',
    weight: 5,
    longitude: 112,
    ranges: '202.101 211.67 222.30 123.127 39.134',
    ranges6: '240e:3a0',
  },
  { code: 'HK', weight: 0.8, longitude: 114, ranges: '42.98 116.49 112.118' },
  { code: 'TW', weight: 1, longitude: 121, ranges: '36.228 1.169 61.218', ranges6: '2001:b011' },
  {
    code: 'JP',
    weight: 5,
    longitude: 138,
    ranges: '60.33 60.45 58.90 171.3 126.157',
    ranges6: '2400:2410 240d:1a',
  },
  { code: 'KR', weight: 2.6, longitude: 127, ranges: '220.66 121.151 59.12 112.163' },
  { code: 'SG', weight: 1, longitude: 104, ranges: '121.7 116.15 42.61' },
  { code: 'MY', weight: 0.8, longitude: 102, ranges: '175.143 175.139 60.54' },
  { code: 'TH', weight: 0.9, longitude: 101, ranges: '125.25 182.232 101.109' },
  { code: 'VN', weight: 1, longitude: 106, ranges: '14.191 113.181 1.54', ranges6: '2402:800' },
  { code: 'ID', weight: 1.4, longitude: 110, ranges: '180.252 110.136 125.163' },
  { code: 'PH', weight: 1, longitude: 122, ranges: '136.158 49.151 112.200' },
  { code: 'AU', weight: 2.6, longitude: 147, ranges: '115.131 144.6 49.186 159.196', ranges6: '2001:8003' },
  { code: 'NZ', weight: 0.6, longitude: 174, ranges: '27.252 121.74 49.226' },
]

/** How awake people are, by their own hour of day. */
const AWAKE = [
  0.45, 0.28, 0.18, 0.13, 0.13, 0.2, 0.4, 0.72, 1.05, 1.3, 1.42, 1.45, 1.35, 1.4, 1.48, 1.45, 1.36, 1.25, 1.2,
  1.3, 1.42, 1.38, 1.1, 0.73,
]

const AWAKE_MEAN = AWAKE.reduce((sum, value) => sum + value, 0) / AWAKE.length

/** Monday … Sunday; mean 1. */
const WEEK = [1.12, 1.15, 1.13, 1.08, 0.98, 0.74, 0.8]

function awake(longitude: number, at: number): number {
  const hour = (at / 3_600_000 + longitude / 15 + 48) % 24
  const before = Math.floor(hour)
  const part = hour - before
  return (AWAKE[before] * (1 - part) + AWAKE[(before + 1) % 24] * part) / AWAKE_MEAN
}

const TOTAL = COUNTRIES.reduce((sum, country) => sum + country.weight, 0)

/** The world's appetite for books at a moment (ms since 1970), 1 on average over a week. */
export function activity(at: number): number {
  const sum = COUNTRIES.reduce((total, country) => total + country.weight * awake(country.longitude, at), 0)
  // 1 January 1970 was a Thursday.
  return (sum / TOTAL) * WEEK[(Math.floor(at / 86_400_000) + 3) % 7]
}

const byHour = new Map<number, (random: Random) => Country & { readonly weight: number }>()

/** A country by its readers who are awake in that hour. */
export function countryAt(at: number, random: Random): Country {
  const hour = Math.floor(at / 3_600_000) % 24
  let pick = byHour.get(hour)
  if (!pick) {
    const mid = hour * 3_600_000 + 1_800_000
    pick = weighted(COUNTRIES.map((c) => ({ ...c, weight: c.weight * awake(c.longitude, mid) })))
    byHour.set(hour, pick)
  }
  return pick(random)
}

/** An address there; one in twenty or so is IPv6 where the country has it, as nginx writes it. */
export function addressIn(country: Country, random: Random, share6 = 0.08): string {
  if (country.ranges6 && random.chance(share6)) {
    const prefix = random.pick(country.ranges6.split(' '))
    const group = () => (1 + random.below(65535)).toString(16)
    return `${prefix}:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}`
  }
  return `${random.pick(country.ranges.split(' '))}.${random.below(256)}.${1 + random.below(254)}`
}

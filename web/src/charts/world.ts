import { feature } from 'topojson-client'
import type { Topology } from 'topojson-specification'
import atlas from 'world-atlas/countries-110m.json'
import { alpha2Of } from './country-codes.ts'

/** Name under which the map is registered. */
export const WORLD = 'world'

/** Countries as GeoJSON; each feature's name is its ISO 3166 alpha-2 code. Antarctica has no visitors. */
export function worldGeoJson() {
  const topology = atlas as unknown as Topology
  const { features } = feature(topology, topology.objects.countries) as unknown as {
    features: { id?: string; geometry: unknown; properties: { name: string } }[]
  }
  return {
    type: 'FeatureCollection' as const,
    features: features
      .filter(({ id }) => id !== '010')
      .map((country) => ({
        ...country,
        type: 'Feature' as const,
        properties: { ...country.properties, name: alpha2Of(country.id) ?? country.properties.name },
      })),
  }
}

const A1 = 1.340264
const A2 = -0.081106
const A3 = 0.000893
const A4 = 0.003796
const M = Math.sqrt(3) / 2

/** Equal Earth (Šavrič, Patterson, Jenny 2018): areas compare, and Greenland is not as large as Africa. */
export const equalEarth = {
  project([lon, lat]: readonly number[]): [number, number] {
    const l = (lon * Math.PI) / 180
    const p = Math.asin(M * Math.sin((lat * Math.PI) / 180))
    const p2 = p * p
    const p6 = p2 * p2 * p2
    const x = (l * Math.cos(p)) / (M * (A1 + 3 * A2 * p2 + p6 * (7 * A3 + 9 * A4 * p2)))
    const y = p * (A1 + A2 * p2 + p6 * (A3 + A4 * p2))
    return [x * 100, -y * 100]
  },
  unproject([x, y]: readonly number[]): [number, number] {
    let p = -y / 100
    for (let i = 0; i < 12; i++) {
      const p2 = p * p
      const p6 = p2 * p2 * p2
      const off = p * (A1 + A2 * p2 + p6 * (A3 + A4 * p2)) + y / 100
      p -= off / (A1 + 3 * A2 * p2 + p6 * (7 * A3 + 9 * A4 * p2))
    }
    const p2 = p * p
    const p6 = p2 * p2 * p2
    const l = ((x / 100) * M * (A1 + 3 * A2 * p2 + p6 * (7 * A3 + 9 * A4 * p2))) / Math.cos(p)
    return [(l * 180) / Math.PI, (Math.asin(Math.sin(p) / M) * 180) / Math.PI]
  },
}

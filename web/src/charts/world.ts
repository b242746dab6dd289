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
    features: { id?: string; geometry: Geometry; properties: { name: string } }[]
  }
  return {
    type: 'FeatureCollection' as const,
    features: features
      .filter(({ id }) => id !== '010')
      .map((country) => ({
        type: 'Feature' as const,
        geometry: unwrapped(country.geometry),
        properties: { ...country.properties, name: alpha2Of(country.id) ?? country.properties.name },
      })),
  }
}

/** Natural Earth I (Patterson 2008; polynomials by Šavrič et al. 2011): shapes that everybody knows, no straight edges. */
export const naturalEarth = {
  project([lon, lat]: readonly number[]): [number, number] {
    const phi = radians(lat)
    return [radians(lon) * stretch(phi) * SCALE, -height(phi) * SCALE]
  },
  unproject([x, y]: readonly number[]): [number, number] {
    let phi = -y / SCALE
    // Newton's method; the slope is close to that of height(phi) = 1.007 phi.
    for (let i = 0; i < 20; i++) phi -= (height(phi) + y / SCALE) / 1.05
    return [degrees(x / SCALE / stretch(phi)), degrees(phi)]
  },
}

const SCALE = 100
const radians = (angle: number) => (angle * Math.PI) / 180
const degrees = (angle: number) => (angle * 180) / Math.PI

function stretch(phi: number): number {
  const p2 = phi * phi
  const p4 = p2 * p2
  return 0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))
}

function height(phi: number): number {
  const p2 = phi * phi
  const p4 = p2 * p2
  return phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
}

type Ring = number[][]
interface Geometry {
  readonly type: string
  readonly coordinates: unknown
}

/**
 * Rings that cross the 180th meridian (Chukotka, Fiji) jump from one edge of a flat map to the other; their
 * western part is drawn beyond the eastern edge instead.
 */
function unwrapped({ type, coordinates }: Geometry): Geometry {
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as Ring[][]
  return { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map(unwrapRing)) }
}

function unwrapRing(ring: Ring): Ring {
  const crosses = ring.some(([lon], at) => at > 0 && Math.abs(lon - ring[at - 1][0]) > 180)
  return crosses ? ring.map(([lon, lat]) => [lon < 0 ? lon + 360 : lon, lat]) : ring
}

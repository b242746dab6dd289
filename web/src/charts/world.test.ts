import { describe, expect, it } from 'vitest'
import { naturalEarth, worldGeoJson } from './world.ts'

describe('the world map', () => {
  it('goes there and back', () => {
    for (const place of [
      [0, 0],
      [13.4, 52.5],
      [-122, 37],
      [175, -41],
      [-70, -55],
      [20, 80],
    ]) {
      const [lon, lat] = naturalEarth.unproject(naturalEarth.project(place))
      expect(lon).toBeCloseTo(place[0], 2)
      expect(lat).toBeCloseTo(place[1], 2)
    }
  })

  it('has no outline that jumps across the map, and no Antarctica', () => {
    const { features } = worldGeoJson()
    expect(features.map(({ properties }) => properties.name)).not.toContain('AQ')
    for (const { geometry, properties } of features) {
      for (const ring of (geometry.coordinates as number[][][][]).flat()) {
        const jump = ring.some(([lon], at) => at > 0 && Math.abs(lon - ring[at - 1][0]) > 180)
        expect(jump, properties.name).toBe(false)
      }
    }
  })
})

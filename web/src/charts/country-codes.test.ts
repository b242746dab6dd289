import { describe, expect, it } from 'vitest'
import atlas from 'world-atlas/countries-110m.json'
import { countryName } from '../format/places.ts'
import { alpha2Of } from './country-codes.ts'

const countries = atlas.objects.countries.geometries as { id?: string; properties: { name: string } }[]

describe('country codes', () => {
  it('know every country of the map that has a number', () => {
    const numbered = countries.filter(({ id }) => id !== undefined)
    expect(numbered.length).toBeGreaterThan(170)
    for (const { id, properties } of numbered) expect(alpha2Of(id), properties.name).toMatch(/^[A-Z]{2}$/)
  })

  it('give each the code whose name begins alike', () => {
    const other = countries
      .filter(({ id }) => id !== undefined)
      .filter(({ id, properties }) => countryName(alpha2Of(id)!).slice(0, 3) !== properties.name.slice(0, 3))
      .map(({ id, properties }) => `${properties.name} = ${countryName(alpha2Of(id)!)}`)
    expect(other).toMatchInlineSnapshot(`
      [
        "W. Sahara = Western Sahara",
        "Dem. Rep. Congo = Congo - Kinshasa",
        "Fr. S. Antarctic Lands = French Southern Territories",
        "Eq. Guinea = Equatorial Guinea",
        "eSwatini = Eswatini",
        "Turkey = Türkiye",
        "Macedonia = North Macedonia",
        "S. Sudan = South Sudan",
      ]
    `)
  })
})

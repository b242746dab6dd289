import { badGeo } from '../errors.ts'
import type { Query } from '../ports.ts'
import { hashBox, pointOf } from './geo-point.ts'
import { isObject, members, type Node, node, number, text } from './json.ts'

export type Box = Omit<Extract<Query, { kind: 'geo_box' }>, 'kind' | 'field'>

/** Two corners, four sides, or `BBOX (left, right, top, bottom)`. */
export function boxOf(given: Node, owner: string): Box {
  if (!isObject(given.value)) throw badGeo(owner, 'a box is an object with two corners', given.path)
  const read = members(given, owner, {
    top_left: node,
    bottom_right: node,
    top_right: node,
    bottom_left: node,
    top: number,
    left: number,
    bottom: number,
    right: number,
    wkt: text,
  })
  if (read.wkt !== undefined) return checked(fromText(read.wkt, given, owner), given, owner)
  const { top_left, bottom_right, top_right, bottom_left } = read
  const corner = (at: Node, low: boolean) => {
    const cell = typeof at.value === 'string' && !/[,(]/.test(at.value) ? hashBox(at.value) : undefined
    if (!cell) return pointOf(at, owner)
    return low ? { lat: cell.bottom, lon: cell.right } : { lat: cell.top, lon: cell.left }
  }
  if (top_left && bottom_right) {
    const [high, low] = [corner(top_left, false), corner(bottom_right, true)]
    return checked({ top: high.lat, left: high.lon, bottom: low.lat, right: low.lon }, given, owner)
  }
  if (top_right && bottom_left) {
    const [high, low] = [pointOf(top_right, owner), pointOf(bottom_left, owner)]
    return checked({ top: high.lat, left: low.lon, bottom: low.lat, right: high.lon }, given, owner)
  }
  const { top, left, bottom, right } = read
  if (top === undefined || left === undefined || bottom === undefined || right === undefined) {
    throw badGeo(owner, 'failed to parse bounding box: give [top_left] and [bottom_right]', given.path)
  }
  return checked({ top, left, bottom, right }, given, owner)
}

function checked(box: Box, { path }: Node, owner: string): Box {
  if (box.top < box.bottom) {
    throw badGeo(owner, `top is below bottom corner: ${box.top} vs. ${box.bottom}`, path)
  }
  return box
}

function fromText(wkt: string, { path }: Node, owner: string): Box {
  const found = /^\s*BBOX\s*\(([^)]*)\)\s*$/i.exec(wkt)
  const sides = found?.[1].split(',').map(Number) ?? []
  if (sides.length !== 4 || !sides.every(Number.isFinite)) throw badGeo(owner, `[${wkt}] is no BBOX`, path)
  const [left, right, top, bottom] = sides
  return { top, left, bottom, right }
}

import { errors } from '../errors.ts'

/** An address that can be asked. AWS takes https alone; http is for what is near. */
export function assertUrl(address: string, place: string): void {
  try {
    if (/^https?:$/.test(new URL(address).protocol)) return
  } catch {
    // said below
  }
  throw errors.wrong(place, 'it is no address such as https://host:port/path.')
}

/** What may stand in a header of HTTP. */
export function assertHeader(value: string, place: string): void {
  if (/^[\x20-\x7e]*$/.test(value)) return
  throw errors.wrong(place, 'it has characters that no header can hold.')
}

import { countryName } from '../format/places.ts'
import classes from './country.module.css'

/** A country's code as a small plate; the name is in the tooltip. (Flag emoji don't exist on Windows.) */
export function Country({ code }: { code: string | undefined }) {
  return (
    <span className={classes.plate} title={code ? countryName(code) : 'Country not known'}>
      {code ?? '··'}
    </span>
  )
}

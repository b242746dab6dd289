import classes from './details.module.css'
import { Facts, None } from './parts.tsx'

/** A room without a picture of its own: its facts as it tells them. */
export function Plain({ detail }: { detail: Readonly<Record<string, unknown>> }) {
  const facts = Object.entries(detail)
  if (facts.length === 0) return <None>This room tells nothing more.</None>
  const simple = facts.filter(([, value]) => typeof value !== 'object')
  const rest = facts.filter(([, value]) => typeof value === 'object' && value !== null)
  return (
    <>
      <Facts facts={simple.map(([name, value]) => [words(name), String(value)] as const)} />
      {rest.map(([name, value]) => (
        <section key={name} className={classes.group}>
          <h3>{words(name)}</h3>
          <pre className={`${classes.plain} mono`}>{JSON.stringify(value, null, 2)}</pre>
        </section>
      ))}
    </>
  )
}

/** `linesLost` → `Lines lost` */
function words(name: string): string {
  const spaced = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return spaced[0].toUpperCase() + spaced.slice(1)
}

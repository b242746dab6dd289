import classes from './choice.module.css'

interface ChoiceProps {
  readonly names: readonly [string, string]
  readonly second: boolean
  readonly onChoose: (second: boolean) => void
}

/** One of two, in a panel's head. */
export function Choice({ names, second, onChoose }: ChoiceProps) {
  return (
    <span className={classes.choice}>
      {names.map((name, at) => (
        <button
          key={name}
          type="button"
          data-testid={`choice-${name.toLowerCase()}`}
          aria-pressed={(at === 1) === second}
          onClick={() => onChoose(at === 1)}
        >
          {name}
        </button>
      ))}
    </span>
  )
}

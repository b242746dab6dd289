import { IconChevronRight } from '@tabler/icons-react'
import { short } from '../format/numbers.ts'
import classes from './edge.module.css'
import { flowOf } from './nodes.ts'

interface Arm {
  readonly rate: number | undefined
  readonly hurt: boolean
}

/** Figures that the nodes tell too: a screen reader passes by. */
export function Edge({ rate, hurt }: Arm) {
  return (
    <div className={classes.edge} aria-hidden="true">
      <Label rate={rate} />
      <svg className={classes.wide} viewBox="0 0 100 100" preserveAspectRatio="none" role="presentation">
        <Path d="M0 50H100" rate={rate} hurt={hurt} />
      </svg>
      <svg className={classes.tall} viewBox="0 0 100 100" preserveAspectRatio="none" role="presentation">
        <Path d="M50 0V100" rate={rate} hurt={hurt} />
      </svg>
      <IconChevronRight size={16} className={classes.tip} data-flow={flowOf(rate)} data-hurt={hurt} />
    </div>
  )
}

/** From one room to the stores: arms side by side, each with its own flow. */
export function Fork({ arms }: { arms: readonly (Arm & { readonly key: string })[] }) {
  const ends = arms.map((arm, at) => ({ ...arm, end: ((at + 0.5) / arms.length) * 100 }))
  return (
    <div className={classes.fork} aria-hidden="true">
      <svg className={classes.wide} viewBox="0 0 100 100" preserveAspectRatio="none" role="presentation">
        {ends.map(({ key, end, ...arm }) => (
          <Path key={key} d={`M0 50C55 50 35 ${end} 100 ${end}`} {...arm} />
        ))}
      </svg>
      <svg className={classes.tall} viewBox="0 0 100 100" preserveAspectRatio="none" role="presentation">
        {ends.map(({ key, end, ...arm }) => (
          <Path key={key} d={`M50 0C50 60 ${end} 40 ${end} 100`} {...arm} />
        ))}
      </svg>
      {ends.map(({ key, end, rate, hurt }) => (
        <span key={key} className={classes.arm} style={{ '--end': `${end}%` } as React.CSSProperties}>
          <Label rate={rate} />
          <IconChevronRight size={16} className={classes.tip} data-flow={flowOf(rate)} data-hurt={hurt} />
        </span>
      ))}
    </div>
  )
}

function Label({ rate }: { rate: number | undefined }) {
  return <span className={classes.label}>{rate === undefined ? '' : `${short(rate)}/s`}</span>
}

/** The line, and over it the dots that move while records do. */
function Path({ d, rate, hurt }: Arm & { readonly d: string }) {
  return (
    <>
      <path d={d} className={classes.bed} data-hurt={hurt} vectorEffect="non-scaling-stroke" />
      <path d={d} className={classes.flow} data-flow={flowOf(rate)} vectorEffect="non-scaling-stroke" />
    </>
  )
}

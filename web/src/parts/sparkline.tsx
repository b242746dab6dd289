interface SparklineProps {
  readonly values: readonly number[]
  readonly width?: number
  readonly height?: number
  readonly colour?: string
  /** How many values fill the width; fewer begin further right. */
  readonly length?: number
}

/** A line over a soft area; says nothing to a screen reader, for the figure beside it does. */
export function Sparkline({
  values,
  width = 120,
  height = 28,
  colour = 'var(--t-accent)',
  length = values.length,
}: SparklineProps) {
  if (values.length < 2) return <svg width="100%" height={height} aria-hidden="true" />
  const most = Math.max(...values, 1e-9)
  const x = (at: number) => ((at + length - values.length) / (length - 1)) * width
  const y = (value: number) => height - 2 - (value / most) * (height - 4)
  const line = values
    .map((value, at) => `${at === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`)
    .join('')
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={`${line}L${width} ${height}L${x(0).toFixed(1)} ${height}Z`} fill={colour} opacity="0.13" />
      <path d={line} fill="none" stroke={colour} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}

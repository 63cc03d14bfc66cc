import classes from './hour-bars.module.css'

interface HourBarsProps {
  /** The oldest first; the last is not over yet and is drawn paler. */
  readonly values: readonly number[]
  /** What is seen, in words: for those who do not see it. */
  readonly label: string
  readonly height?: number
}

const step = 8
const width = 6

/** Amounts by the hour, small: which way it goes, not how much. */
export function HourBars({ values, label, height = 24 }: HourBarsProps) {
  const most = Math.max(...values, 1)
  return (
    <svg
      className={classes.bars}
      viewBox={`0 0 ${values.length * step} ${height}`}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line className={classes.ground} x1={0} x2={values.length * step} y1={height} y2={height} />
      {values.map((value, place) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: an hour is known by its place.
          key={place}
          className={place === values.length - 1 ? classes.unfinished : classes.bar}
          x={place * step + 1}
          y={height - barHeight(value, most, height)}
          width={width}
          height={barHeight(value, most, height)}
        />
      ))}
    </svg>
  )
}

/** Whatever there was is seen. */
function barHeight(value: number, most: number, height: number): number {
  return value === 0 ? 0 : Math.max(1, (height * value) / most)
}

import { Bar, CartesianGrid, ComposedChart, Legend, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { seriesColour } from './colours.ts'
import { shownTime } from './shown-time.ts'
import classes from './time-chart.module.css'
import type { TimeChartProps } from './time-chart.tsx'

type Point = Readonly<Record<string, number | string | null>>

const beforeKey = 'before'

/** At most five series and "other" on each other; the period before as a thin dashed line. */
export function StackedColumns({ times, per, series, before, shown, isUnfinished }: TimeChartProps) {
  const points = times.map((time, place): Point => {
    const values = series.map(({ values }, index) => [`s${index}`, values[place] ?? null] as const)
    return { time, ...Object.fromEntries(values), [beforeKey]: before?.[place] ?? null }
  })
  const tick = { fill: 'var(--ink-2)', fontSize: 12 }
  const last = times.length - 1
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={points} margin={{ top: 4, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="time"
          tick={tick}
          tickFormatter={(time: string) => shownTime(time, per).slice(per === 'day' ? 5 : 6)}
          minTickGap={24}
          stroke="var(--line)"
        />
        <YAxis tick={tick} tickFormatter={shown} tickCount={4} width={64} stroke="var(--line)" />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--sunken)' }}
          content={({ active, label }) =>
            active ? <Tip time={String(label)} {...{ times, per, series, before, shown }} /> : null
          }
        />
        <Legend content={() => <Names series={series} hasBefore={before !== undefined} />} />
        {series.map(({ key, isOther = false }, index) => (
          <Bar
            key={key}
            dataKey={`s${index}`}
            stackId="one"
            isAnimationActive={false}
            fill={seriesColour(index, isOther)}
            shape={(shape: unknown) => (
              <Column {...(shape as ColumnProps)} isPale={isUnfinished && (shape as ColumnProps).index === last} />
            )}
          />
        ))}
        {before !== undefined && (
          <Line
            dataKey={beforeKey}
            isAnimationActive={false}
            dot={false}
            activeDot={false}
            stroke="var(--ink-2)"
            strokeWidth={1}
            strokeDasharray="4 3"
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

interface ColumnProps {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fill: string
  readonly index: number
}

/** What is not over yet is paler. */
function Column({ x, y, width, height, fill, isPale }: ColumnProps & { readonly isPale: boolean }) {
  return <rect x={x} y={y} width={width} height={Math.max(0, height)} fill={fill} opacity={isPale ? 0.45 : 1} />
}

type TipProps = Pick<TimeChartProps, 'times' | 'per' | 'series' | 'shown'> & {
  readonly before: TimeChartProps['before'] | undefined
  readonly time: string
}

/** All series of that moment, the largest first. */
function Tip({ time, times, per, series, before, shown }: TipProps) {
  const place = times.indexOf(time)
  const rows = series
    .map(({ key, name, values }) => ({ key, name, value: values[place] ?? 0 }))
    .toSorted((one, other) => other.value - one.value)
  const then = before?.[place]
  return (
    <div className={classes.tip}>
      <strong>{shownTime(time, per)}</strong>
      {rows.map(({ key, name, value }) => (
        <div key={key} className={classes.tipRow}>
          <span>{name}</span>
          <span>{shown(value)}</span>
        </div>
      ))}
      {then !== undefined && then !== null && (
        <div className={classes.tipRow}>
          <span>period before</span>
          <span>{shown(then)}</span>
        </div>
      )}
    </div>
  )
}

interface NamesProps {
  readonly series: TimeChartProps['series']
  readonly hasBefore: boolean
}

function Names({ series, hasBefore }: NamesProps) {
  return (
    <div className={classes.legend}>
      {series.map(({ key, name, isOther = false }, index) => (
        <span key={key}>
          <svg className={classes.swatch} viewBox="0 0 10 10" aria-hidden="true">
            <rect width={10} height={10} fill={seriesColour(index, isOther)} />
          </svg>
          {name}
        </span>
      ))}
      {hasBefore && (
        <span>
          <svg className={classes.swatch} viewBox="0 0 10 10" aria-hidden="true">
            <line x1={0} x2={10} y1={5} y2={5} stroke="var(--ink-2)" strokeDasharray="3 2" />
          </svg>
          period before
        </span>
      )}
    </div>
  )
}

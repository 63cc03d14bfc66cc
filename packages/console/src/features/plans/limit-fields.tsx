import { ActionIcon, Autocomplete, Box, Button, Group, NativeSelect, NumberInput, Text } from '@mantine/core'
import type { PlanLimit } from '@tollgate/contract/resources/limit'
import { X } from 'lucide-react'
import { limitWords } from '../../ui/plan-sentence.ts'
import { periodOf, perOf, type Unit, units } from './plan-draft.ts'
import classes from './plans.module.css'

interface LimitFieldsProps {
  readonly limits: readonly PlanLimit[]
  /** By their paths, as the server says them: `limits[0].per`. */
  readonly errors: Readonly<Record<string, string>>
  readonly onChange: (limits: PlanLimit[]) => void
}

const limitsMax = 8
const metrics = [
  { value: 'requests', label: 'calls' },
  { value: 'total-tokens', label: 'tokens' },
  { value: 'input-tokens', label: 'tokens of input' },
  { value: 'output-tokens', label: 'tokens of output' },
  { value: 'cost', label: 'US dollars' },
] as const satisfies readonly { readonly value: PlanLimit['metric']; readonly label: string }[]

/** The limits of a plan, each in one line. */
export function LimitFields({ limits, errors, onChange }: LimitFieldsProps) {
  const change = (place: number, next: PlanLimit) => onChange(limits.map((limit, at) => (at === place ? next : limit)))
  return (
    <Box component="fieldset" className={classes.limits}>
      <legend className={classes.legend}>Limits</legend>
      {limits.length === 0 && (
        <Text size="sm" c="dimmed">
          No limit: every call gets through.
        </Text>
      )}
      {limits.map((limit, place) => (
        <LimitLine
          // biome-ignore lint/suspicious/noArrayIndexKey: a limit has no name but its place.
          key={place}
          place={place}
          limit={limit}
          error={errorOf(errors, place)}
          onChange={(next) => change(place, next)}
          onRemove={() => onChange(limits.filter((_, at) => at !== place))}
        />
      ))}
      {errors.limits !== undefined && (
        <Text size="xs" c="var(--bad)">
          {errors.limits}
        </Text>
      )}
      <Group>
        <Button
          size="compact-md"
          variant="default"
          disabled={limits.length >= limitsMax}
          onClick={() => onChange([...limits, { metric: 'total-tokens', limit: 1_000_000, per: 'day' }])}
        >
          Add limit
        </Button>
      </Group>
    </Box>
  )
}

function errorOf(errors: LimitFieldsProps['errors'], place: number): string | undefined {
  const found = Object.entries(errors).filter(([field]) => field.startsWith(`limits[${place}]`))
  return found.length === 0 ? undefined : found.map(([, reason]) => reason).join(' · ')
}

interface LimitLineProps {
  readonly place: number
  readonly limit: PlanLimit
  readonly error: string | undefined
  readonly onChange: (limit: PlanLimit) => void
  readonly onRemove: () => void
}

function LimitLine({ place, limit, error, onChange, onRemove }: LimitLineProps) {
  const { count, unit } = periodOf(limit)
  const { timeZone: _, window: __, ...plain } = limit
  const label = (what: string) => `Limit ${place + 1}: ${what}`
  const setPer = (next: string) => onChange(/second/.test(next) ? { ...plain, per: next } : { ...limit, per: next })
  return (
    <div className={classes.line}>
      <NumberInput
        aria-label={label('at most')}
        value={limit.limit}
        min={0}
        thousandSeparator=","
        allowDecimal={limit.metric === 'cost'}
        prefix={limit.metric === 'cost' ? '$' : ''}
        onChange={(next) => onChange({ ...limit, limit: Number(next) || 0 })}
        w={140}
      />
      <NativeSelect
        aria-label={label('of what')}
        data={[...metrics]}
        value={limit.metric}
        onChange={(event) =>
          onChange({
            ...limit,
            metric: metrics.find(({ value }) => value === event.currentTarget.value)?.value ?? 'requests',
          })
        }
      />
      <Text size="sm">in</Text>
      <NumberInput
        aria-label={label('how many')}
        value={count}
        min={1}
        max={9_999}
        allowDecimal={false}
        onChange={(next) => setPer(perOf(Number(next) || 1, unit))}
        w={72}
      />
      <NativeSelect
        aria-label={label('of which time')}
        data={units.map((value) => ({ value, label: count === 1 ? value : `${value}s` }))}
        value={unit}
        onChange={(event) => setPer(perOf(count, event.currentTarget.value as Unit))}
      />
      {unit !== 'second' && (
        <NativeSelect
          aria-label={label('which window')}
          data={[
            { value: 'calendar', label: 'of the calendar' },
            { value: 'rolling', label: 'before now' },
          ]}
          value={limit.window ?? 'calendar'}
          onChange={(event) =>
            onChange(event.currentTarget.value === 'rolling' ? { ...plain, window: 'rolling' } : plain)
          }
        />
      )}
      {limit.window !== 'rolling' && (unit === 'day' || unit === 'week' || unit === 'month') && (
        <Autocomplete
          aria-label={label('time zone')}
          placeholder="UTC"
          data={zones}
          limit={20}
          value={limit.timeZone ?? ''}
          onChange={(next) => onChange(next === '' ? plain : { ...plain, timeZone: next })}
          w={160}
        />
      )}
      <ActionIcon aria-label={`Take out limit ${place + 1}: ${limitWords(limit)}`} onClick={onRemove}>
        <X size={16} />
      </ActionIcon>
      {error !== undefined && (
        <Text size="xs" c="var(--bad)" className={classes.error ?? ''}>
          {error}
        </Text>
      )}
    </div>
  )
}

const zones = Intl.supportedValuesOf('timeZone')

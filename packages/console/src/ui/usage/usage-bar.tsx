import { ActionIcon, Button, Popover, Stack, TextInput } from '@mantine/core'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { dimensionNames, isDimension } from './dimensions.ts'
import { FilterMenu } from './filter-menu.tsx'
import { FilterValue } from './filter-value.tsx'
import { SaveView } from './save-view.tsx'
import classes from './usage-bar.module.css'
import { periods, presetPeriod } from './usage-period.ts'
import { useUsage } from './use-usage.ts'

/** The period and the filters of a page of usage, each a pill that can be taken out. */
export function UsageBar({ children }: { readonly children?: ReactNode }) {
  const { values, set, filters } = useUsage()
  const isOwn = values.from !== undefined
  const chosen = isOwn ? undefined : (values.range ?? presetPeriod)
  return (
    <fieldset className={classes.bar} aria-label="Period and filters">
      <Button.Group className={classes.periods}>
        {periods.map(({ value, label }) => (
          <Button
            key={value}
            size="compact-md"
            variant={value === chosen ? 'light' : 'default'}
            aria-pressed={value === chosen}
            onClick={() => set({ range: value === presetPeriod ? '' : value, from: '', to: '' })}
          >
            {label}
          </Button>
        ))}
      </Button.Group>
      <OwnDays isOwn={isOwn} />
      {Object.entries(filters).map(([name, value]) => (
        <span key={name} className={classes.pill}>
          <span className={classes.pillText}>
            {isDimension(name) ? dimensionNames[name] : name} is <FilterValue dimension={name} value={value} />
          </span>
          <ActionIcon size="sm" aria-label={`Take out: ${name} is ${value}`} onClick={() => set({ [name]: '' })}>
            <X size={14} aria-hidden />
          </ActionIcon>
        </span>
      ))}
      <FilterMenu />
      <SaveView />
      {children}
    </fieldset>
  )
}

function OwnDays({ isOwn }: { readonly isOwn: boolean }) {
  const { values, set } = useUsage()
  const label = isOwn ? `${values.from} – ${values.to ?? 'today'}` : 'Own days'
  return (
    <Popover trapFocus withinPortal>
      <Popover.Target>
        <Button size="compact-md" variant={isOwn ? 'light' : 'default'}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <TextInput
            type="date"
            label="From"
            value={values.from ?? ''}
            onChange={(event) => set({ from: event.currentTarget.value, range: '' })}
          />
          <TextInput
            type="date"
            label="To, with this day"
            value={values.to ?? ''}
            onChange={(event) => set({ to: event.currentTarget.value, range: '' })}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

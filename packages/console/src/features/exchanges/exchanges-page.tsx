import { Button, Menu, Switch } from '@mantine/core'
import { addressOf } from '../../client/call.ts'
import { Page } from '../../ui/page.tsx'
import { UsageBar } from '../../ui/usage/usage-bar.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { ExchangeDrawer } from './exchange-drawer.tsx'
import classes from './exchanges.module.css'
import { Facets } from './facets.tsx'
import { LiveLog } from './live-log.tsx'
import { PagedLog } from './paged-log.tsx'

/** What happened, one by one? */
export function ExchangesPage() {
  const { values, set } = useUsage()
  const isLive = values.live === '1'
  return (
    <Page title="Exchanges" says="Every call, the newest first." isWide action={<ExportMenu />}>
      <UsageBar>
        <Switch
          label="Live"
          checked={isLive}
          onChange={(event) => set({ live: event.currentTarget.checked ? '1' : '' })}
        />
      </UsageBar>
      <div className={classes.columns}>
        <Facets />
        <div className={classes.log}>{isLive ? <LiveLog /> : <PagedLog />}</div>
      </div>
      <ExchangeDrawer />
    </Page>
  )
}

function ExportMenu() {
  const { query } = useUsage()
  const file = (format: 'csv' | 'ndjson') => addressOf('exportUsageRequests', { query: { ...query, format } })
  return (
    <Menu>
      <Menu.Target>
        <Button>Export</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={file('csv')} download>
          CSV
        </Menu.Item>
        <Menu.Item component="a" href={file('ndjson')} download>
          JSON, a call a line
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

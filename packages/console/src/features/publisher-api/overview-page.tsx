import { Button, SimpleGrid, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../client/use-me.ts'
import { ApiHead } from '../../ui/api-head.tsx'
import { apiPath } from '../../ui/api-tabs.ts'
import { useId } from '../../ui/use-id.ts'
import { ApiAddresses } from './api-addresses.tsx'
import { ApiChanges } from './api-changes.tsx'
import { ApiDay } from './api-day.tsx'
import { ApiProblems } from './api-problems.tsx'
import { TopApplications } from './top-applications.tsx'

/** Is it fine right now? */
export function ApiOverviewPage() {
  const id = useId()
  const may = useMay()
  const action = may('apis:manage') && (
    <Button component={Link} to={apiPath(id, 'deployments')}>
      Deploy
    </Button>
  )
  return (
    <ApiHead key={id} apiId={id} action={action}>
      {(api) => (
        <Stack gap="lg">
          <ApiProblems api={api} />
          <ApiDay apiId={id} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <TopApplications apiId={id} />
            <Stack gap="lg">
              <ApiAddresses api={api} />
              {may('audit:read') && <ApiChanges apiId={id} />}
            </Stack>
          </SimpleGrid>
        </Stack>
      )}
    </ApiHead>
  )
}

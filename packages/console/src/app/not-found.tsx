import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty says="There is no page at this address. It may have been moved, or what it showed was deleted.">
        <Anchor component={Link} to="/">
          Go to the start
        </Anchor>
      </Empty>
    </Page>
  )
}

import { Button, Text } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { Problem } from '../client/problem.ts'
import { leaveWhenSignedOut } from '../client/query-client.ts'
import { Waiting } from '../ui/answered.tsx'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'

/** A page that could not be drawn: mostly an answer that was refused, or a newer console behind an older page. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  leaveWhenSignedOut(error)
  if (error instanceof Problem) {
    if (error.status === 401) return <Waiting />
    return <ProblemNotice problem={error} onRetry={reset} />
  }
  return (
    <Page title="This page could not be drawn">
      <Empty says="The console may have been renewed while this page was open. Load it again; if that does not help, tell your administrator what stands below.">
        <Button onClick={() => location.reload()}>Load again</Button>
        <Text size="xs" c="dimmed" ff="monospace">
          {error instanceof Error ? error.message : String(error)}
        </Text>
      </Empty>
    </Page>
  )
}

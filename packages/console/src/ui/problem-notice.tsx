import { Alert, Button, Group, Text } from '@mantine/core'
import type { Problem } from '../client/problem.ts'

interface ProblemNoticeProps {
  readonly problem: Problem
  readonly onRetry?: () => unknown
  /** What is below is an older answer. */
  readonly isStale?: boolean
}

/** What went wrong, why, what to do now, and the request's id. */
export function ProblemNotice({ problem, onRetry, isStale = false }: ProblemNoticeProps) {
  const fields = Object.entries(problem.fields)
  return (
    <Alert color={isStale ? 'yellow' : 'red'} variant="light" title={problem.title} role="alert" c="var(--ink)">
      <Text size="sm">{problem.message}</Text>
      {fields.map(([field, reason]) => (
        <Text size="sm" key={field}>
          <b>{field}</b>: {reason}
        </Text>
      ))}
      <Group gap="sm" mt="xs">
        {onRetry !== undefined && (
          <Button size="compact-sm" variant="default" onClick={() => onRetry()}>
            Try again
          </Button>
        )}
        {problem.requestId !== undefined && (
          <Text size="xs" c="dimmed">
            Request {problem.requestId}
          </Text>
        )}
      </Group>
    </Alert>
  )
}

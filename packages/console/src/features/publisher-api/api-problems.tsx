import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { apiPath } from '../../ui/api-tabs.ts'
import { lastDay } from '../../ui/last-day.ts'
import { Notice } from '../../ui/notice.tsx'
import { type FoundProblem, findProblems } from './find-problems.ts'

/** What somebody should look at. Nothing, where all is well. */
export function ApiProblems({ api }: { readonly api: Api }) {
  const params = { id: api.id }
  const endpoints = useAnswer('listEndpoints', { params })
  const deployments = useAnswer('listDeployments', { params })
  const totals = useAnswer('getUsageTotals', { query: { ...lastDay(), api: [api.id] } })
  if (endpoints.data === undefined || deployments.data === undefined) return null
  const problems = findProblems({
    api,
    endpoints: endpoints.data.items,
    deployments: deployments.data.items,
    day: totals.data?.totals,
  })
  if (problems.length === 0) return null
  return (
    <Notice tone="warning" title={problems.length === 1 ? 'One thing to look at' : 'Things to look at'}>
      <Stack gap={4}>
        {problems.map((problem) => (
          <ProblemLine key={problem.says} apiId={api.id} problem={problem} />
        ))}
      </Stack>
    </Notice>
  )
}

function ProblemLine({ apiId, problem }: { readonly apiId: string; readonly problem: FoundProblem }) {
  const to = problem.tab === 'calls' ? `/analytics/exchanges?api=${apiId}&outcome=failed` : apiPath(apiId, problem.tab)
  return (
    <Group gap="xs">
      <Text size="sm">{problem.says}</Text>
      <Anchor component={Link} to={to} size="sm">
        {problem.action}
      </Anchor>
    </Group>
  )
}

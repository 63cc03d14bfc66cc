import { Button, Group, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { Waiting } from '../../ui/answered.tsx'
import { apiPath } from '../../ui/api-tabs.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { tell } from '../../ui/tell.tsx'
import { emptyNewApi, type NewApi, type NewApiOptions, newApiBody, withProvider } from './new-api.ts'
import { NewApiEndpoint } from './new-api-endpoint.tsx'
import { NewApiName } from './new-api-name.tsx'
import { NewApiPlans } from './new-api-plans.tsx'
import { NewApiSteps } from './new-api-steps.tsx'
import { ProviderTiles } from './provider-tiles.tsx'

/** A new API, from a provider to the catalogue, on one page. */
export function NewApiPage() {
  const query = { limit: 200 }
  const providers = useAnswer('listProviders', { query })
  const plans = useAnswer('listPlans', { query })
  const environments = useAnswer('listEnvironments', { query })
  const apis = useAnswer('listApis', { query })
  const asked = [providers, plans, environments, apis] as const
  const failed = asked.find(({ error }) => error !== null)?.error
  const isThere = asked.every(({ data }) => data !== undefined)
  return (
    <Page title="New API" says="One provider behind an address of your own.">
      {failed !== undefined && failed !== null && <ProblemNotice problem={failed} />}
      {isThere ? (
        <NewApiForm
          options={{
            providers: providers.data?.items ?? [],
            plans: plans.data?.items ?? [],
            environments: environments.data?.items ?? [],
            apis: apis.data?.items ?? [],
          }}
        />
      ) : (
        <Waiting lines={8} />
      )}
    </Page>
  )
}

function NewApiForm({ options }: { readonly options: NewApiOptions }) {
  const [api, setApi] = useState<NewApi>(() => emptyNewApi(options))
  const { create, submit, isBusy } = useCreate(api)
  const problems = create.error?.fields ?? {}
  const part = { api, options, problems, change: (changes: Partial<NewApi>) => setApi({ ...api, ...changes }) }
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <ProviderTiles
          providers={options.providers}
          value={api.providerId}
          onChange={(id) => setApi(withProvider(api, options, id))}
        />
        {api.providerId !== '' && (
          <>
            <NewApiName {...part} />
            <NewApiEndpoint {...part} />
            <NewApiPlans {...part} />
            <NewApiSteps {...part} />
            {create.error !== null && <ProblemNotice problem={create.error} />}
            <Group>
              <Button type="submit" loading={isBusy}>
                {submitName(api)}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  )
}

function submitName({ isDeployed, isPublished }: NewApi): string {
  if (isPublished) return isDeployed ? 'Create, deploy and publish' : 'Create and publish'
  return isDeployed ? 'Create and deploy' : 'Create'
}

/** One step after the other. What was made stays when a later step is refused: its page says what is missing. */
function useCreate(api: NewApi) {
  const navigate = useNavigate()
  const create = useChange('createApi', { hasOwnProblem: true })
  const deploy = useChange('deployApi')
  const publish = useChange('changeApiLifecycle')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const made = await create.mutateAsync({ body: newApiBody(api) }).catch(() => undefined)
    if (made === undefined) return
    const params = { id: made.id }
    const done = ['Created']
    try {
      if (api.isDeployed) {
        await deploy.mutateAsync({
          params,
          body: api.environmentId === null ? {} : { environmentId: api.environmentId },
        })
        done.push('deployed')
      }
      if (api.isPublished) {
        await publish.mutateAsync({ params, body: { action: 'publish' } })
        done.push('published')
      }
      tell(`${made.name} ${made.version}: ${done.join(', ')}.`)
    } catch {
      // The toast has said which step was refused, and why.
    }
    void navigate({ href: apiPath(made.id) })
  }
  return { create, submit, isBusy: create.isPending || deploy.isPending || publish.isPending }
}

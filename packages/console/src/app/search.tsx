import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer } from '../client/use-answer.ts'
import { useMay } from '../client/use-me.ts'
import { visibleWorkspaces } from './navigation.ts'

/** ⌘K: pages, APIs, applications, people, saved views, and an exchange by its request id. */
export function Search() {
  const [asked, setAsked] = useState('')
  const navigate = useNavigate()
  const may = useMay()
  const found = useFound(asked.trim())
  const pages = visibleWorkspaces(may).flatMap((workspace) =>
    workspace.places.map(({ path, name }) => ({ id: path, label: name, description: workspace.name, path })),
  )
  const matching = pages.filter(({ label }) => label.toLowerCase().includes(asked.trim().toLowerCase()))
  const group = (name: string, items: readonly Found[]): SpotlightActionGroupData => ({
    group: name,
    actions: items.map(({ id, label, description, path }): SpotlightActionData => {
      return { id, label, description, onClick: () => void navigate({ href: path }) }
    }),
  })
  return (
    <Spotlight
      actions={[group('Found', found), group('Pages', matching)].filter(({ actions }) => actions.length > 0)}
      query={asked}
      onQueryChange={setAsked}
      filter={(_, actions) => actions}
      nothingFound="Nothing of this name. Exchanges are found by their whole request id."
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        placeholder: 'Go to a page, an API, an application, a person, a request id',
        'aria-label': 'Search',
      }}
    />
  )
}

interface Found {
  readonly id: string
  readonly label: string
  readonly description: string
  readonly path: string
}

const each = 5

function useFound(asked: string): readonly Found[] {
  const may = useMay()
  const isAsked = asked.length >= 2
  const query = { search: asked, limit: each }
  const apis = useAnswer('listApis', { query }, { isOn: isAsked && may('apis:read') })
  const people = useAnswer('listPeople', { query }, { isOn: isAsked && may('people:read') })
  const applications = useAnswer('listApplications', { query: { limit: 200 } }, { isOn: isAsked })
  const views = useAnswer('listSavedViews', { query: { limit: 200 } }, { isOn: isAsked })
  if (!isAsked) return []
  const wanted = asked.toLowerCase()
  const named = applications.data?.items.filter(({ name }) => name.toLowerCase().includes(wanted)) ?? []
  return [
    ...(apis.data?.items ?? []).map(({ id, name, version, path }) => {
      return { id, label: `${name} ${version}`, description: `API at ${path}`, path: `/publisher/apis/${id}` }
    }),
    ...named.slice(0, each).map(({ id, name }) => {
      return { id, label: name, description: 'Application', path: `/devportal/applications/${id}` }
    }),
    ...(views.data?.items.filter(({ name }) => name.toLowerCase().includes(wanted)) ?? [])
      .slice(0, each)
      .map(({ id, name, address }) => {
        return { id, label: name, description: 'Saved view', path: address }
      }),
    ...(people.data?.items ?? []).map(({ id, name, email }) => {
      return { id, label: name, description: email, path: `/admin/people/${id}` }
    }),
    ...(/^[\w-]{16,}$/.test(asked)
      ? [{ id: asked, label: asked, description: 'Exchange', path: `/analytics/exchanges?open=${asked}` }]
      : []),
  ]
}

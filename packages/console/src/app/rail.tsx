import { NavLink, SegmentedControl, Select, Stack } from '@mantine/core'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { ListTodo } from 'lucide-react'
import { useMay } from '../client/use-me.ts'
import { useIsSetUp } from '../client/use-set-up.ts'
import { placeOf, visibleWorkspaces } from './navigation.ts'
import { Person } from './person.tsx'

/** Top: which workspace. Then its pages. Bottom: who one is. */
export function Rail() {
  const may = useMay()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const isSetUp = useIsSetUp()
  const open = visibleWorkspaces(may)
  const here = placeOf(pathname)
  const workspace = open.find(({ path }) => path === here?.workspace.path) ?? open[0]
  const choices = open.map(({ path, name }) => ({ value: path, label: name }))
  const goTo = (path: string | null) => path !== null && void navigate({ to: path })
  return (
    <Stack h="100%" gap="xs" component="nav" aria-label="Pages">
      {choices.length > 1 && choices.length < 3 && (
        <SegmentedControl data={choices} value={workspace?.path ?? ''} onChange={goTo} aria-label="Workspace" />
      )}
      {choices.length >= 3 && (
        <Select
          data={choices}
          value={workspace?.path ?? null}
          onChange={goTo}
          allowDeselect={false}
          aria-label="Workspace"
        />
      )}
      <Stack gap={2} flex={1}>
        {workspace?.places.map(({ path, name, icon: Icon }) => (
          <NavLink
            key={path}
            component={Link}
            to={path}
            activeOptions={{ exact: true }}
            label={name}
            leftSection={<Icon size={16} aria-hidden />}
            active={here?.place.path === path}
            aria-current={here?.place.path === path ? 'page' : undefined}
            py={6}
            style={{ borderRadius: 6 }}
          />
        ))}
      </Stack>
      {isSetUp === false && (
        <NavLink
          component={Link}
          to="/welcome"
          label="Finish set-up"
          leftSection={<ListTodo size={16} aria-hidden />}
          active={pathname === '/welcome'}
          py={6}
          style={{ borderRadius: 6 }}
        />
      )}
      <Person />
    </Stack>
  )
}

import {
  Activity,
  BellRing,
  Bookmark,
  BookOpen,
  Boxes,
  Building2,
  ChartColumn,
  CircleHelp,
  FileClock,
  Gauge,
  House,
  Inbox,
  KeyRound,
  Layers,
  List,
  type LucideIcon,
  MessagesSquare,
  Plug,
  Server,
  Settings,
  ShieldCheck,
  SlidersHorizontal,
  Upload,
  Users,
  Waypoints,
} from 'lucide-react'

export interface Place {
  readonly path: string
  readonly name: string
  readonly icon: LucideIcon
  /** Who may do one of these somewhere sees it; empty: everybody. */
  readonly needs: readonly string[]
  /** `g`, then this letter. */
  readonly letter?: string
}

export interface Workspace {
  readonly path: string
  readonly name: string
  readonly needs: readonly string[]
  readonly places: readonly Place[]
}

/** The four workspaces and their pages: rail, search and keys are made of this. */
export const workspaces: readonly Workspace[] = [
  {
    path: '/devportal',
    name: 'Build',
    needs: [],
    places: [
      { path: '/devportal', name: 'Home', icon: House, needs: [], letter: 'h' },
      { path: '/devportal/catalogue', name: 'Catalogue', icon: BookOpen, needs: ['catalogue:read'], letter: 'c' },
      { path: '/devportal/applications', name: 'Applications', icon: Boxes, needs: [], letter: 'p' },
      { path: '/devportal/connect', name: 'Connect', icon: Plug, needs: [], letter: 'n' },
      { path: '/devportal/requests', name: 'My requests', icon: Inbox, needs: [] },
    ],
  },
  {
    path: '/publisher',
    name: 'Publish',
    needs: ['apis:read'],
    places: [
      { path: '/publisher', name: 'APIs', icon: Waypoints, needs: ['apis:read'], letter: 'a' },
      { path: '/publisher/plans', name: 'Plans', icon: Gauge, needs: ['plans:read'], letter: 'l' },
      { path: '/publisher/policies', name: 'Policies', icon: ShieldCheck, needs: ['apis:read'], letter: 'o' },
      { path: '/publisher/requests', name: 'Requests', icon: Inbox, needs: ['requests:answer'], letter: 'r' },
      { path: '/publisher/subscribers', name: 'Subscribers', icon: Users, needs: ['apis:read'], letter: 's' },
    ],
  },
  {
    path: '/analytics',
    name: 'Usage',
    needs: [],
    places: [
      { path: '/analytics', name: 'Overview', icon: ChartColumn, needs: [], letter: 'u' },
      { path: '/analytics/explore', name: 'Explore', icon: SlidersHorizontal, needs: [], letter: 'e' },
      { path: '/analytics/exchanges', name: 'Exchanges', icon: List, needs: [], letter: 'x' },
      { path: '/analytics/conversations', name: 'Conversations', icon: MessagesSquare, needs: [], letter: 'v' },
      { path: '/analytics/guardrails', name: 'Guardrails', icon: ShieldCheck, needs: [] },
      { path: '/analytics/providers', name: 'Providers', icon: Activity, needs: [] },
      { path: '/analytics/views', name: 'Saved views', icon: Bookmark, needs: [] },
    ],
  },
  {
    path: '/admin',
    name: 'Admin',
    needs: ['people:manage', 'settings:manage', 'audit:read'],
    places: [
      { path: '/admin', name: 'People', icon: Users, needs: ['people:read'], letter: 'd' },
      { path: '/admin/teams', name: 'Teams', icon: Building2, needs: ['teams:read'] },
      { path: '/admin/sign-in', name: 'Sign-in', icon: KeyRound, needs: ['settings:read'] },
      { path: '/admin/providers', name: 'Providers', icon: Plug, needs: ['providers:read'] },
      { path: '/admin/models', name: 'Models and prices', icon: Layers, needs: ['models:read'] },
      { path: '/admin/gateways', name: 'Gateways', icon: Server, needs: ['gateways:read'] },
      { path: '/admin/limits', name: 'Budgets and rules', icon: Gauge, needs: ['quotas:read'] },
      { path: '/admin/alerts', name: 'Alerts', icon: BellRing, needs: ['settings:read'] },
      { path: '/admin/exporters', name: 'Exporters', icon: Upload, needs: ['settings:read'] },
      { path: '/admin/audit', name: 'Audit log', icon: FileClock, needs: ['audit:read'] },
      { path: '/admin/settings', name: 'Settings', icon: Settings, needs: ['settings:read'] },
    ],
  },
]

export const helpIcon = CircleHelp

export function visibleWorkspaces(may: (permission: string) => boolean): readonly Workspace[] {
  const isOpen = ({ needs }: { readonly needs: readonly string[] }) => needs.length === 0 || needs.some(may)
  return workspaces.filter(isOpen).map((workspace) => ({ ...workspace, places: workspace.places.filter(isOpen) }))
}

/** The place that an address belongs to: the longest that it begins with. */
export function placeOf(path: string): { readonly workspace: Workspace; readonly place: Place } | undefined {
  const found = workspaces
    .flatMap((workspace) => workspace.places.map((place) => ({ workspace, place })))
    .filter(({ place }) => path === place.path || path.startsWith(`${place.path}/`))
    .sort((one, other) => other.place.path.length - one.place.path.length)
  return found[0]
}

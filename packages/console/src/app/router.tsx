import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { Waiting } from '../ui/answered.tsx'
import { NotFound } from './not-found.tsx'
import { PageFailure } from './page-failure.tsx'
import { pages } from './pages.ts'
import { Shell } from './shell.tsx'

const root = createRootRoute({
  component: () => (
    <Suspense fallback={<Waiting lines={8} />}>
      <Shell>
        <Outlet />
      </Shell>
    </Suspense>
  ),
  errorComponent: PageFailure,
  notFoundComponent: NotFound,
})

/** Each page is loaded when it is first gone to. */
export function createConsoleRouter() {
  const routes = pages.map(({ path, load, name }) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: lazyRouteComponent(load, name),
      errorComponent: PageFailure,
    }),
  )
  return createRouter({
    routeTree: root.addChildren(routes),
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    defaultPendingComponent: Waiting,
    scrollRestoration: true,
    // Addresses are written by people and by links: plain text, no JSON in them.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (values) => {
      const text = new URLSearchParams(values as Record<string, string>).toString()
      return text === '' ? '' : `?${text}`
    },
  })
}

import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Filters = Readonly<Record<string, string>>

/**
 * Filters, range, sort and the open drawer live in the address, so that a link shows what one sees. Setting '' takes one out.
 * `set` replaces the address; `go` adds a step to the history (a drawer that "back" closes).
 */
export function useAddress(): {
  readonly values: Filters
  readonly set: (changes: Filters) => void
  readonly go: (changes: Filters) => void
} {
  const { searchStr, pathname } = useLocation()
  const navigate = useNavigate()
  const values = Object.fromEntries(new URLSearchParams(searchStr))
  const change = useCallback(
    (changes: Filters, replace: boolean) => {
      const next = new URLSearchParams(location.search)
      for (const [name, value] of Object.entries(changes))
        if (value === '') next.delete(name)
        else next.set(name, value)
      const search = next.toString()
      void navigate({ href: `${pathname}${search === '' ? '' : `?${search}`}`, replace })
    },
    [navigate, pathname],
  )
  return { values, set: (changes) => change(changes, true), go: (changes) => change(changes, false) }
}

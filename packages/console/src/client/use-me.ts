import { useSuspenseQuery } from '@tanstack/react-query'
import type { Me } from '@tollgate/contract/resources/session'
import { call } from './call.ts'

/** Who is at the browser, and what they may do. */
export function useMe(): Me {
  return useSuspenseQuery({ queryKey: ['getMe'], queryFn: () => call('getMe', {}), staleTime: 60_000 }).data
}

/** May do it somewhere; each verb then looks at what it is done to. */
export function useMay(): (permission: string) => boolean {
  const { permissions, isReadOnly } = useMe()
  return (permission) => permissions.includes(permission) && (!isReadOnly || permission.endsWith(':read'))
}

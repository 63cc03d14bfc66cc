import { type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Me } from '@tollgate/contract/resources/session'
import { call } from './call.ts'
import { leaveWhenSignedOut } from './query-client.ts'

const me = queryOptions({ queryKey: ['getMe'], queryFn: ask, staleTime: 60_000 })

/** Who is at the browser, and what they may do. */
export function useMe(): Me {
  return useSuspenseQuery(me).data
}

/** Where nobody is signed in there is no answer, and nothing to draw: the page is left. */
async function ask(): Promise<Me> {
  try {
    return await call('getMe', {})
  } catch (error) {
    if (leaveWhenSignedOut(error)) return await new Promise(() => undefined)
    throw error
  }
}

/** Asked while the page's script is still on its way: nothing is drawn before it is known. */
export function askForMe(client: QueryClient): void {
  void client.prefetchQuery(me)
}

/** May do it somewhere; each verb then looks at what it is done to. */
export function useMay(): (permission: string) => boolean {
  const { permissions, isReadOnly } = useMe()
  return (permission) => permissions.includes(permission) && (!isReadOnly || permission.endsWith(':read'))
}

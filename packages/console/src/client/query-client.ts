import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

const staleMs = 10_000
/** A second way out would cut the first one off. */
const leavingMs = 5_000
let leftAt = Number.NEGATIVE_INFINITY

/** Answers that the console keeps. An expired log-in leads to the log-in, and from there back to the same page. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => void leaveWhenSignedOut(error) }),
    defaultOptions: {
      queries: {
        staleTime: staleMs,
        retry: (failures, error) => failures < 3 && error instanceof Problem && isPassing(error),
        refetchOnWindowFocus: true,
      },
      mutations: { onError: (error) => void leaveWhenSignedOut(error) },
    },
  })
}

function isPassing({ status }: Problem): boolean {
  return status === undefined || status === 503
}

/** Whether it was that: the page is then on its way to the log-in. */
export function leaveWhenSignedOut(error: unknown): boolean {
  if (!(error instanceof Problem) || error.status !== 401) return false
  if (performance.now() - leftAt > leavingMs) {
    leftAt = performance.now()
    location.assign(logInAddress())
  }
  return true
}

export function logInAddress(): string {
  const here = location.pathname + location.search
  return here === '/' ? '/log-in' : `/log-in?${new URLSearchParams({ returnTo: here })}`
}

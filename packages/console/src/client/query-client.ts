import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

const staleMs = 10_000

/** Answers that the console keeps. An expired log-in leads to the log-in, and from there back to the same page. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => leaveWhenSignedOut(error) }),
    defaultOptions: {
      queries: {
        staleTime: staleMs,
        retry: (failures, error) => failures < 3 && error instanceof Problem && isPassing(error),
        refetchOnWindowFocus: true,
      },
      mutations: { onError: (error) => leaveWhenSignedOut(error) },
    },
  })
}

function isPassing({ status }: Problem): boolean {
  return status === undefined || status === 503
}

export function leaveWhenSignedOut(error: unknown): void {
  if (!(error instanceof Problem) || error.status !== 401) return
  location.assign(logInAddress())
}

export function logInAddress(): string {
  const here = location.pathname + location.search
  return here === '/' ? '/log-in' : `/log-in?${new URLSearchParams({ returnTo: here })}`
}

import {
  type InfiniteData,
  keepPreviousData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'
import { type Answer, call, type Input, type OperationId } from './call.ts'
import type { Problem } from './problem.ts'

export interface AnswerOptions {
  readonly isOn?: boolean
  /** Asked again every so often, while the page is looked at. */
  readonly everyMs?: number
}

/** What a read operation answers, kept until something that it shows is changed. What was there stays while it is asked anew. */
export function useAnswer<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  { isOn = true, everyMs }: AnswerOptions = {},
): UseQueryResult<Answer<Id>, Problem> {
  return useQuery<Answer<Id>, Problem>({
    queryKey: [id, input],
    queryFn: ({ signal }) => call(id, input, signal),
    enabled: isOn,
    placeholderData: keepPreviousData,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
}

/** A list that has pages, as far as it has been asked for. */
export function useAnswerPages<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  { isOn = true, everyMs }: AnswerOptions = {},
): UseInfiniteQueryResult<InfiniteData<Answer<Id>>, Problem> {
  return useInfiniteQuery<Answer<Id>, Problem, InfiniteData<Answer<Id>>, readonly unknown[], string | undefined>({
    queryKey: [id, 'pages', input],
    queryFn: ({ signal, pageParam }) => {
      const { query } = input as { query?: object }
      return call(id, { ...input, query: { ...query, after: pageParam } } as Input<Id>, signal)
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => (page as { next?: string | null }).next ?? undefined,
    enabled: isOn,
    placeholderData: keepPreviousData,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
}

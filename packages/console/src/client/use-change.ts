import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { tell, tellProblem } from '../ui/tell.tsx'
import { type Answer, call, type Input, type OperationId } from './call.ts'
import type { Problem } from './problem.ts'

export interface ChangeOptions<Id extends OperationId> {
  /** What the toast says once it is done; left out: the page shows it in another way. */
  readonly says?: (answer: Answer<Id>, input: Input<Id>) => string
  /** Refusals are shown beside the form instead of in a toast. */
  readonly hasOwnProblem?: boolean
  /** Before the page is asked anew: one that leaves for another is left first, and what is gone is not asked for. */
  readonly afterwards?: (answer: Answer<Id>) => unknown
}

/** An operation that changes something. Everything on the page is asked anew afterwards: what depends on what is the server's to know. */
export function useChange<Id extends OperationId>(
  id: Id,
  { says, hasOwnProblem = false, afterwards }: ChangeOptions<Id> = {},
): UseMutationResult<Answer<Id>, Problem, Input<Id>> {
  const client = useQueryClient()
  return useMutation<Answer<Id>, Problem, Input<Id>>({
    mutationFn: (input) => call(id, input),
    onSuccess: async (answer, input) => {
      if (says !== undefined) tell(says(answer, input))
      await afterwards?.(answer)
      void client.invalidateQueries()
    },
    onError: (problem) => {
      if (!hasOwnProblem) tellProblem(problem)
    },
  })
}

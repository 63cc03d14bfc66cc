import { signInTestListSchema } from '@tollgate/contract/resources/sign-in'
import { testSignIn } from '../../services/sign-in/test.ts'
import { type Route, route } from '../route.ts'

export const signInRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/sign-in/test',
    operationId: 'testSignIn',
    summary: 'Ask the identity providers whether a log-in there would work',
    tag: 'Settings',
    access: 'settings:manage',
    answer: signInTestListSchema,
    run: async (verb) => ({ items: await testSignIn(verb) }),
  }),
]

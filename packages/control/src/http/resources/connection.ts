import { connectionSchema } from '@tollgate/contract/resources/connection'
import { type Route, route } from '../route.ts'

export const connectionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/connection',
    operationId: 'getConnection',
    summary: 'Read where agents reach the gateway, and which certificate they have to trust',
    tag: 'Catalogue',
    access: 'signed-in',
    answer: connectionSchema,
    run: async (verb) => await verb.findConnection(),
  }),
]

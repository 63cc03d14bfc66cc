import { connectionSchema } from '@tollgate/contract/resources/connection'
import { getConnection } from '../../services/connection/get.ts'
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
    run: (verb) => getConnection(verb),
  }),
]

import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import {
  type SavedView,
  savedViewCreateSchema,
  savedViewQuerySchema,
  savedViewSchema,
  savedViewUpdateSchema,
} from '@tollgate/contract/resources/saved-view'
import { createSavedView } from '../../services/saved-view/create.ts'
import { type DescribedView, describeView, describeViews } from '../../services/saved-view/describe.ts'
import { getSavedView } from '../../services/saved-view/get.ts'
import { listSavedViews } from '../../services/saved-view/list.ts'
import { removeSavedView } from '../../services/saved-view/remove.ts'
import { updateSavedView } from '../../services/saved-view/update.ts'
import { baseView, pageView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Saved views'

export const savedViewRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/saved-views',
    operationId: 'listSavedViews',
    summary: 'List the pages of usage that you saved, and those that are shared',
    tag,
    access: 'signed-in',
    query: savedViewQuerySchema,
    answer: pageSchema(savedViewSchema),
    run: async (verb, { query }) => {
      const { items, next } = await listSavedViews(verb, query)
      return pageView({ items: await describeViews(verb, items), next }, savedView)
    },
  }),
  route({
    method: 'post',
    path: '/saved-views',
    operationId: 'createSavedView',
    summary: 'Save a page of usage with its period and filters',
    tag,
    access: 'signed-in',
    body: savedViewCreateSchema,
    answer: savedViewSchema,
    status: 201,
    run: async (verb, { body }) => savedView(await describeView(verb, await createSavedView(verb, body))),
  }),
  route({
    method: 'get',
    path: '/saved-views/{id}',
    operationId: 'getSavedView',
    summary: 'Read a saved view',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: savedViewSchema,
    run: async (verb, { params }) => savedView(await describeView(verb, await getSavedView(verb, params.id))),
  }),
  route({
    method: 'patch',
    path: '/saved-views/{id}',
    operationId: 'updateSavedView',
    summary: 'Rename a saved view, share it, or let it show something else',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    body: savedViewUpdateSchema,
    answer: savedViewSchema,
    run: async (verb, { params, body }) =>
      savedView(await describeView(verb, await updateSavedView(verb, { id: params.id, changes: body }))),
  }),
  route({
    method: 'delete',
    path: '/saved-views/{id}',
    operationId: 'deleteSavedView',
    summary: 'Delete a saved view',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeSavedView(verb, params.id)
      return undefined
    },
  }),
]

function savedView({ view, ownerName, isOwn }: DescribedView): SavedView {
  const { name, address, isShared, ownerId } = view
  return { ...baseView(view), ...{ name, address, isShared, ownerId, ownerName, isOwn } }
}

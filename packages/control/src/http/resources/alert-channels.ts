import {
  type AlertChannel,
  alertChannelCreateSchema,
  alertChannelQuerySchema,
  alertChannelSchema,
  alertChannelTestSchema,
  alertChannelUpdateSchema,
} from '@tollgate/contract/resources/alert-channel'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { createAlertChannel } from '../../services/alert-channel/create.ts'
import { type DescribedChannel, describeChannel } from '../../services/alert-channel/describe.ts'
import { getAlertChannel } from '../../services/alert-channel/get.ts'
import { listAlertChannels } from '../../services/alert-channel/list.ts'
import { removeAlertChannel } from '../../services/alert-channel/remove.ts'
import { testAlertChannel } from '../../services/alert-channel/send-test.ts'
import { updateAlertChannel } from '../../services/alert-channel/update.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Alert channels'

export const alertChannelRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/alert-channels',
    operationId: 'listAlertChannels',
    summary: 'List where alerts about quotas go, and how each channel fared',
    tag,
    access: 'settings:read',
    query: alertChannelQuerySchema,
    answer: pageSchema(alertChannelSchema),
    run: async (verb, { query }) => pageView(await listAlertChannels(verb, query), channelView),
  }),
  route({
    method: 'post',
    path: '/alert-channels',
    operationId: 'createAlertChannel',
    summary: 'Send alerts about quotas to a webhook, to Slack or by e-mail',
    tag,
    access: 'settings:manage',
    body: alertChannelCreateSchema,
    answer: alertChannelSchema,
    status: 201,
    run: async (verb, { body }) => channelView(await describeChannel(verb, await createAlertChannel(verb, body))),
  }),
  route({
    method: 'get',
    path: '/alert-channels/{id}',
    operationId: 'getAlertChannel',
    summary: 'Read an alert channel, without its address and secret',
    tag,
    access: 'settings:read',
    params: idParamsSchema,
    answer: alertChannelSchema,
    run: async (verb, { params }) => channelView(await getAlertChannel(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/alert-channels/{id}',
    operationId: 'updateAlertChannel',
    summary: 'Change an alert channel',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    body: alertChannelUpdateSchema,
    answer: alertChannelSchema,
    run: async (verb, { params, body }) =>
      channelView(await describeChannel(verb, await updateAlertChannel(verb, { id: params.id, changes: body }))),
  }),
  route({
    method: 'delete',
    path: '/alert-channels/{id}',
    operationId: 'deleteAlertChannel',
    summary: 'Delete an alert channel; what was still to be delivered to it is not',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeAlertChannel(verb, params.id)
      return undefined
    },
  }),
  route({
    method: 'post',
    path: '/alert-channels/{id}/test',
    operationId: 'testAlertChannel',
    summary: 'Send a test alert now, and see whether it is taken',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    answer: alertChannelTestSchema,
    run: async (verb, { params }) => {
      const problem = await testAlertChannel(verb, params.id)
      return { channelId: params.id, ok: problem === undefined, problem: problem ?? null }
    },
  }),
]

function channelView({ channel, state, waiting }: DescribedChannel): AlertChannel {
  const { name, type, target, recipients, isEnabled } = channel
  return {
    ...baseView(channel),
    ...{ name, type, target, recipients: [...recipients], isEnabled },
    lastSentAt: shownTime(state?.sentAt ?? null),
    lastFailedAt: shownTime(state?.failedAt ?? null),
    lastError: state?.error ?? null,
    waiting,
  }
}

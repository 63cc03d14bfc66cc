import {
  type Setting,
  settingListSchema,
  settingParamsSchema,
  settingSchema,
  settingUpdateSchema,
} from '@tollgate/contract/resources/setting'
import { z } from 'zod'
import { getSetting } from '../../services/setting/get.ts'
import { listSettings } from '../../services/setting/list.ts'
import { resetSetting } from '../../services/setting/reset.ts'
import { setSetting } from '../../services/setting/set.ts'
import type { SettingState } from '../../services/setting/setting-state.ts'
import { shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Settings'

export const settingRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/settings',
    operationId: 'listSettings',
    summary: 'List every setting with its value, its default and what it may be',
    tag,
    access: 'settings:read',
    answer: settingListSchema,
    run: async (verb) => ({ items: (await listSettings(verb)).map(settingView) }),
  }),
  route({
    method: 'get',
    path: '/settings/{name}',
    operationId: 'getSetting',
    summary: 'Read a setting',
    tag,
    access: 'settings:read',
    params: settingParamsSchema,
    answer: settingSchema,
    run: async (verb, { params }) => settingView(await getSetting(verb, params.name)),
  }),
  route({
    method: 'put',
    path: '/settings/{name}',
    operationId: 'setSetting',
    summary: 'Set a setting',
    tag,
    access: 'settings:manage',
    params: settingParamsSchema,
    body: settingUpdateSchema,
    answer: settingSchema,
    run: async (verb, { params, body }) =>
      settingView(await setSetting(verb, { name: params.name, value: body.value })),
  }),
  route({
    method: 'delete',
    path: '/settings/{name}',
    operationId: 'resetSetting',
    summary: 'Set a setting back to its default',
    tag,
    access: 'settings:manage',
    params: settingParamsSchema,
    run: async (verb, { params }) => {
      await resetSetting(verb, params.name)
      return undefined
    },
  }),
]

function settingView({ name, description, schema, record, default: preset }: SettingState): Setting {
  return {
    name,
    description,
    value: record === undefined ? preset : record.value,
    default: preset,
    isDefault: record === undefined,
    valueSchema: z.toJSONSchema(schema),
    revision: record?.revision ?? 0,
    updatedAt: shownTime(record?.updatedAt ?? null),
  }
}

import {
  deadLetterPageSchema,
  deadLetterQuerySchema,
  deadLetterQueueSchema,
  deadLettersQueuedSchema,
  type Exporter,
  exporterCreateSchema,
  exporterQuerySchema,
  exporterReplaySchema,
  exporterSchema,
  exporterTestSchema,
  exporterUpdateSchema,
} from '@tollgate/contract/resources/exporter'
import { exporterSettingsSchema } from '@tollgate/contract/resources/exporter-settings'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { type DescribedExporter, describeExporter } from '../../analytics/exporters/describe-exporters.ts'
import { createExporter } from '../../services/exporter/create.ts'
import { getExporter } from '../../services/exporter/get.ts'
import { healthSources } from '../../services/exporter/health-sources.ts'
import { listExporters } from '../../services/exporter/list.ts'
import { listDeadLetters } from '../../services/exporter/list-dead-letters.ts'
import { queueDeadLetters } from '../../services/exporter/queue-dead-letters.ts'
import { removeExporter } from '../../services/exporter/remove.ts'
import { replayExporter } from '../../services/exporter/replay.ts'
import { testExporter } from '../../services/exporter/send-test.ts'
import { updateExporter } from '../../services/exporter/update.ts'
import type { Verb } from '../../services/verb.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Exporters'

export const exporterRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/exporters',
    operationId: 'listExporters',
    summary: 'List where usage is told of besides, and how each exporter fares',
    tag,
    access: 'settings:read',
    query: exporterQuerySchema,
    answer: pageSchema(exporterSchema),
    run: async (verb, { query }) => pageView(await listExporters(verb, query), exporterView),
  }),
  route({
    method: 'post',
    path: '/exporters',
    operationId: 'createExporter',
    summary:
      'Tell another system of usage: Elasticsearch, Moesif, Choreo, OpenTelemetry, a webhook, an archive or a log',
    tag,
    access: 'settings:manage',
    body: exporterCreateSchema,
    answer: exporterSchema,
    status: 201,
    run: async (verb, { body }) => await viewOf(verb, await createExporter(verb, body)),
  }),
  route({
    method: 'get',
    path: '/exporters/{id}',
    operationId: 'getExporter',
    summary: 'Read an exporter, without its secret',
    tag,
    access: 'settings:read',
    params: idParamsSchema,
    answer: exporterSchema,
    run: async (verb, { params }) => exporterView(await getExporter(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/exporters/{id}',
    operationId: 'updateExporter',
    summary: 'Change an exporter, pause or resume it; it goes on where it was',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    body: exporterUpdateSchema,
    answer: exporterSchema,
    run: async (verb, { params, body }) =>
      await viewOf(verb, await updateExporter(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/exporters/{id}',
    operationId: 'deleteExporter',
    summary: 'Delete an exporter; what was still to be delivered to it is not',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeExporter(verb, params.id)
      return undefined
    },
  }),
  route({
    method: 'post',
    path: '/exporters/{id}/test',
    operationId: 'testExporter',
    summary: 'Send one made-up call now, and see what the target says',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    answer: exporterTestSchema,
    run: async (verb, { params }) => {
      const problem = await testExporter(verb, params.id)
      return { exporterId: params.id, ok: problem === undefined, problem: problem ?? null }
    },
  }),
  route({
    method: 'post',
    path: '/exporters/{id}/replay',
    operationId: 'replayExporter',
    summary: 'Send again what was delivered, from a moment on or from the beginning',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    body: exporterReplaySchema,
    answer: exporterSchema,
    run: async (verb, { params, body }) => await viewOf(verb, await replayExporter(verb, { id: params.id, ...body })),
  }),
  route({
    method: 'get',
    path: '/exporters/{id}/dead-letters',
    operationId: 'listDeadLetters',
    summary: 'List the calls that the target of an exporter will never take as they are, and why',
    tag,
    access: 'settings:read',
    params: idParamsSchema,
    query: deadLetterQuerySchema,
    answer: deadLetterPageSchema,
    run: async (verb, { params, query }) => {
      const { items, next } = await listDeadLetters(verb, { id: params.id, ...query })
      const shown = items.map(({ recordId, at, ...rest }) => ({ ...rest, requestId: recordId, at: shownTime(at) }))
      return { items: shown, next: next === null ? null : String(next) }
    },
  }),
  route({
    method: 'post',
    path: '/exporters/{id}/dead-letters/queue',
    operationId: 'queueDeadLetters',
    summary: 'Send dead letters of an exporter again, these or all of them',
    tag,
    access: 'settings:manage',
    params: idParamsSchema,
    body: deadLetterQueueSchema,
    answer: deadLettersQueuedSchema,
    run: async (verb, { params, body }) => ({
      exporterId: params.id,
      queued: await queueDeadLetters(verb, { id: params.id, requestIds: body.requestIds }),
    }),
  }),
]

async function viewOf(verb: Verb, record: ExporterRecord): Promise<Exporter> {
  return exporterView(await describeExporter(healthSources(verb), record))
}

function exporterView({ exporter, status, error, errorAt, deadLetters, progress }: DescribedExporter): Exporter {
  const { name, type, settings, lastFour, isPaused } = exporter
  return {
    ...baseView(exporter),
    ...{ name, type, settings: exporterSettingsSchema.parse(settings), lastFour, isPaused, status },
    ...{ lastError: error, lastErrorAt: shownTime(errorAt) },
    lastDeliveryAt: shownTime(progress?.lastDeliveryAt ?? null),
    lagRecords: progress?.lagRecords ?? null,
    lagSeconds: progress?.lagSeconds ?? null,
    deadLetters,
  }
}

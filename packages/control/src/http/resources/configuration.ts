import {
  configurationAppliedSchema,
  configurationApplySchema,
  configurationSchema,
} from '@tollgate/contract/resources/configuration'
import { applyConfiguration } from '../../configuration/apply-configuration.ts'
import { exportConfiguration } from '../../configuration/export-configuration.ts'
import { type Route, route } from '../route.ts'

const tag = 'Configuration'
const bodyBytesMax = 32 * 1024 * 1024

export const configurationRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/configuration',
    operationId: 'exportConfiguration',
    summary: 'Everything that a document can declare, as a document; no secret is in it',
    tag,
    access: 'configuration:read',
    answer: configurationSchema,
    run: async (verb) => ({ document: { ...(await exportConfiguration(verb)) } }),
  }),
  route({
    method: 'post',
    path: '/configuration/apply',
    operationId: 'applyConfiguration',
    summary: 'Make things as a document says, whole or not at all; with dryRun only say what would change',
    tag,
    access: 'configuration:apply',
    body: configurationApplySchema,
    answer: configurationAppliedSchema,
    bodyBytesMax,
    run: async (verb, { body: { document, secrets, prune, dryRun } }) =>
      await applyConfiguration(verb, { document, secrets: new Map(Object.entries(secrets)), prune, dryRun }),
  }),
]

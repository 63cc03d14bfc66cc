import type { ApiRecord, PolicyAttachmentRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import type { RevisionContent } from './revision-content.ts'

/** What would be deployed now. */
export async function readWorkingCopy(reader: Reader, api: ApiRecord): Promise<RevisionContent> {
  const endpoints = await reader.find('endpoint', { apiId: api.id })
  const attachments = await reader.find('policyAttachment', { apiId: api.id })
  const { providerId, keyHeader, errorFormat, payloadCapture, models } = api
  return {
    format: 1,
    api: { providerId, keyHeader, errorFormat, payloadCapture, models: models === null ? null : [...models] },
    endpoints: endpoints
      // By name: what was restored is equal to what it was before, though its records are new.
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ id, environmentId, name, stage, url, credentialId, demo, weight, trustedCertificates, timeouts }) => ({
        ...{ id, environmentId, name, stage, url, credentialId, demo, weight, trustedCertificates, timeouts },
      })),
    policies: inOrder(attachments).map(({ id, policy, config, condition, mode, onFailure }) => ({
      ...{ id, policy, config, condition: copied(condition), mode, onFailure },
    })),
  }
}

export function inOrder(attachments: readonly PolicyAttachmentRecord[]): PolicyAttachmentRecord[] {
  return [...attachments].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
}

function copied(condition: PolicyAttachmentRecord['condition']): RevisionContent['policies'][number]['condition'] {
  if (condition === null) return null
  return Object.fromEntries(Object.entries(condition).map(([name, values]) => [name, [...(values ?? [])]]))
}

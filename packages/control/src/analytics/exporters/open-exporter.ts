import { exporterSettingsSchema } from '@tollgate/contract/resources/exporter-settings'
import type { Vault } from '../../secrets/vault.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import type { Exporter } from './exporter.ts'
import { openExporterSecret } from './exporter-secret.ts'
import { type ExporterDeps, makeExporter } from './make-exporter.ts'

/** Exporters of records: the one place where their secrets are opened. */
export function exporterOpener(vault: Vault, deps: ExporterDeps): (record: ExporterRecord) => Exporter {
  return (record) => {
    const settings = exporterSettingsSchema.parse(record.settings)
    const { organisationId } = record
    return makeExporter({ organisationId, settings, secret: openExporterSecret(vault, record) }, deps)
  }
}

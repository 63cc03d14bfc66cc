import { type DescribedExporter, describeExporters } from '../../analytics/exporters/describe-exporters.ts'
import type { Page } from '../../storage/store.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { healthSources } from './health-sources.ts'

export async function listExporters(
  verb: Verb,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<DescribedExporter>> {
  authorise(verb, 'settings:read')
  const page = await readerOf(verb).page('exporter', { limit, after })
  return { items: await describeExporters(healthSources(verb), page.items), next: page.next }
}

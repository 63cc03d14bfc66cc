import { type DescribedExporter, describeExporter } from '../../analytics/exporters/describe-exporters.ts'
import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { healthSources } from './health-sources.ts'

export async function getExporter(verb: Verb, id: string): Promise<DescribedExporter> {
  authorise(verb, 'settings:read')
  const exporter = await readerOf(verb).get('exporter', id)
  if (exporter === undefined) throw notFound('exporter', id)
  return await describeExporter(healthSources(verb), exporter)
}

import type { MetricFamily } from '../../metrics/text-format.ts'
import type { DescribedExporter, ExporterProgress } from './describe-exporters.ts'

/** How exporters fare as Prometheus reads it: the same at every control process. */
export function exporterFamilies(described: readonly DescribedExporter[]): readonly MetricFamily[] {
  const labelled = described.map((one) => ({ ...one, labels: { exporter: one.exporter.name } }))
  const known = labelled.flatMap(({ progress, labels }) => (progress === undefined ? [] : [{ progress, labels }]))
  const progress = (
    name: string,
    { type, help }: Pick<MetricFamily, 'type' | 'help'>,
    value: (progress: ExporterProgress) => number,
  ): MetricFamily => {
    return { name, help, type, samples: known.map((one) => ({ labels: one.labels, value: value(one.progress) })) }
  }
  return [
    {
      name: 'tollgate_exporter_up',
      help: '1 while the exporter delivers, 0 while it retries, fails or is paused.',
      type: 'gauge',
      samples: labelled.map(({ labels, status }) => ({ labels, value: status === 'delivering' ? 1 : 0 })),
    },
    {
      name: 'tollgate_exporter_paused',
      help: '1 while the exporter is paused.',
      type: 'gauge',
      samples: labelled.map(({ labels, status }) => ({ labels, value: status === 'paused' ? 1 : 0 })),
    },
    progress(
      'tollgate_exporter_lag_records',
      { type: 'gauge', help: 'Records of the ledger that the exporter has not passed.' },
      ({ lagRecords }) => lagRecords,
    ),
    progress(
      'tollgate_exporter_lag_seconds',
      { type: 'gauge', help: 'Age of the oldest call that is still to be delivered.' },
      ({ lagSeconds }) => lagSeconds,
    ),
    progress(
      'tollgate_exporter_dead_letters_total',
      { type: 'counter', help: 'Calls that the target would never take.' },
      ({ deadLettersInAll }) => deadLettersInAll,
    ),
  ]
}

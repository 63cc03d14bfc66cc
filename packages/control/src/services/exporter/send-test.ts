import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outcome } from '../../analytics/exporters/exporter.ts'
import { madeUpRecord } from '../../analytics/exporters/made-up-record.ts'
import { factsOf } from '../../analytics/facts-of.ts'
import { failureReason } from '../../files/failure-reason.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

const testMs = 20_000

/** Sends one made-up call now and once; undefined: it was taken, else a sentence why not. */
export async function testExporter(verb: Verb, id: string): Promise<string | undefined> {
  authorise(verb, 'settings:manage')
  const exporter = await readerOf(verb).get('exporter', id)
  if (exporter === undefined) throw notFound('exporter', id)
  try {
    // The log has one writer: whoever tests looks whether there can be one.
    if (exporter.type === 'elk-log') return await folderProblem(String(exporter.settings.folder))
    return problemOf(await sendOne(verb, exporter))
  } catch (error) {
    return `${failureReason(error)}.`
  }
}

async function sendOne({ openExporter, actor, now }: Verb, record: ExporterRecord): Promise<Outcome> {
  const exporter = await openExporter(record)
  try {
    const made = madeUpRecord(now())
    const facts = factsOf(made, { organisationId: actor.organisationId, gatewayId: 'test' })
    const text = exporter.encode({ number: 0, record: made, facts })
    if (text === undefined) return { kind: 'acked' }
    const records = [{ number: 0, id: made.id, at: made.at, text }]
    return await exporter.send({ records }, AbortSignal.timeout(testMs))
  } finally {
    await exporter.close()
  }
}

function problemOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'acked' ? undefined : outcome.reason
}

async function folderProblem(folder: string): Promise<string | undefined> {
  const probe = join(folder, `.tollgate-test-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(probe, '')
    await rm(probe)
    return undefined
  } catch (error) {
    return `Nothing can be written to ${folder}: ${failureReason(error)}.`
  }
}

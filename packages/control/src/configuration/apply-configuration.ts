import type { ConfigFile } from '@tollgate/contract/config-file'
import type { ConfigurationApplied, ConfigurationChange } from '@tollgate/contract/resources/configuration'
import { checkDocument } from '../config/check-document.ts'
import { formatPath } from '../config/problem.ts'
import { Problem } from '../services/problem.ts'
import { authorise, change, mayBeEdited, type Verb } from '../services/verb.ts'
import type { Writer } from '../storage/store.ts'
import { applyApis, releaseAddresses } from './apply-apis.ts'
import { applyApplications } from './apply-applications.ts'
import { applyOrganisationPolicies } from './apply-attachments.ts'
import { applyPlans, applyProviders, applyTeams } from './apply-basics.ts'
import { applyDenyRules, applyQuotas, pruneQuotas } from './apply-quotas.ts'
import type { Applying } from './applying.ts'
import { describeChanges } from './describe-changes.ts'
import { pruneApis, pruneApplications, pruneBasics } from './prune.ts'

export interface ApplyInput {
  readonly document: ConfigFile
  readonly secrets: ReadonlyMap<string, string>
  readonly prune: boolean
  readonly dryRun: boolean
}

/**
 * Makes things as a document says, by the same verbs as everybody else, in one transaction with one audit entry. A dry run does all of
 * it, the checks included, and takes it back.
 */
export async function applyConfiguration(verb: Verb, input: ApplyInput): Promise<ConfigurationApplied> {
  authorise(verb, 'configuration:apply')
  mayBeEdited(verb)
  refuseProblems(verb, input)
  try {
    return await change(verb, 'configuration.apply', async (writer) => {
      await applyAll(verb, writer, input)
      const changes = await describeChanges(writer)
      if (input.dryRun) throw new DryRun(changes)
      return { applied: changes.length > 0, changes }
    })
  } catch (error) {
    if (error instanceof DryRun) return { applied: false, changes: error.changes }
    throw error
  }
}

/** Carries what would change out of the transaction that is rolled back. */
class DryRun extends Error {
  readonly changes: ConfigurationChange[]
  constructor(changes: ConfigurationChange[]) {
    super('a dry run')
    this.changes = changes
  }
}

function refuseProblems({ policies, allowPrivateUpstreams }: Verb, { document, secrets }: ApplyInput): void {
  const problems = checkDocument(document, { policies, allowPrivateUpstreams, secrets })
  if (problems.length === 0) return
  const fields = problems.map(({ path, message }) => ({ field: formatPath(path), reason: message }))
  throw new Problem('invalid', fields.map(({ field, reason }) => `${field}: ${reason}`).join('\n'), fields)
}

/** What goes, goes first where it holds an address or a key that may be declared elsewhere now, and last where it may still be used. */
async function applyAll(outer: Verb, writer: Writer, { document, secrets, prune }: ApplyInput): Promise<void> {
  const verb: Verb = { ...outer, expectedRevision: undefined, transaction: writer }
  const applying: Applying = { verb, writer, document, secrets, isFile: outer.actor.audit.kind === 'file' }
  if (prune) {
    await pruneQuotas(applying)
    await pruneApplications(applying)
    await pruneApis(applying)
  }
  await applyTeams(applying)
  await applyProviders(applying)
  await applyPlans(applying)
  await applyOrganisationPolicies(applying, prune)
  await releaseAddresses(applying)
  await applyApis(applying)
  await applyApplications(applying)
  await applyQuotas(applying)
  await applyDenyRules(applying)
  if (prune) await pruneBasics(applying)
}

import type { ConfigFile } from '@tollgate/contract/config-file'
import { checkAddresses } from './check-addresses.ts'
import { checkEndpoints } from './check-endpoints.ts'
import { checkKeys } from './check-keys.ts'
import { checkNames } from './check-names.ts'
import { checkReferences } from './check-references.ts'
import type { PolicyCatalogue } from './policy-catalogue.ts'
import type { ConfigProblem } from './problem.ts'
import type { ResolvedSecrets } from './resolve-secrets.ts'

export interface DocumentContext {
  readonly policies: PolicyCatalogue
  readonly allowPrivateUpstreams: boolean
  readonly secrets: ResolvedSecrets
}

/** All that can be wrong with a document whose form is right, whoever brings it. */
export function checkDocument(
  config: ConfigFile,
  { policies, allowPrivateUpstreams, secrets }: DocumentContext,
): ConfigProblem[] {
  return [
    ...checkNames(config),
    ...checkAddresses(config),
    ...checkReferences(config, policies),
    ...checkEndpoints(config, allowPrivateUpstreams),
    ...checkKeys(config, secrets),
  ]
}

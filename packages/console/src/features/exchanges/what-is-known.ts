import type { UsageExchange } from '@tollgate/contract/resources/usage'
import { shownBytes, shownCount } from '../../ui/numbers.ts'
import { toolsCalled } from '../../ui/tools-called.ts'
import type { Fact } from './facts.tsx'

/** To the micro-dollar. */
export function costFacts(call: UsageExchange): Fact[] {
  const estimated = call.isEstimated ? { note: 'estimated' } : {}
  return [
    { name: 'Input', value: `${shownCount(call.inputTokens)} tokens`, ...estimated },
    { name: 'Of it from a cache', value: `${shownCount(call.cachedInputTokens)} tokens` },
    { name: 'Output', value: `${shownCount(call.outputTokens)} tokens`, ...estimated },
    { name: 'Of it reasoning', value: `${shownCount(call.reasoningTokens)} tokens` },
    ...(call.tools === null ? [] : [{ name: 'Tools called', value: toolsCalled(call.tools) }]),
    { name: 'Cost', value: call.costUsd === null ? 'no price' : `$${call.costUsd.toFixed(6)}` },
    { name: 'Saved by the cache', value: `$${call.savedUsd.toFixed(6)}` },
    { name: 'Request, answer', value: `${shownBytes(call.requestBytes)}, ${shownBytes(call.responseBytes)}` },
  ]
}

const identities: Readonly<Record<UsageExchange['identity'], string>> = {
  verified: 'verified by the key',
  claimed: 'claimed by the client',
  none: '',
}

export function whoFacts(call: UsageExchange): Fact[] {
  const workspace = call.isDirty === true ? 'with changes that are not committed' : ''
  const facts: (Fact | undefined)[] = [
    fact('Person', call.person, identities[call.identity]),
    { name: 'Application', value: call.application, to: `/devportal/applications/${call.applicationId}` },
    fact('Team', call.team),
    fact('Cost centre', call.costCentre),
    fact('API', call.api),
    fact('Plan', call.plan),
    fact('Provider', call.provider),
    fact('Agent', call.agent === null ? null : `${call.agent} ${call.agentVersion ?? ''}`.trim(), 'claimed'),
    fact('Repository', call.repository, 'claimed'),
    fact('Commit', call.commit, workspace),
    fact('Conversation', call.conversation, 'claimed'),
    fact('Turn', call.turn, 'claimed'),
    fact('Started by conversation', call.parentConversation, 'claimed'),
    fact('Sub-agent', call.subagent, 'claimed'),
    fact('For', call.purpose, 'claimed'),
    fact('Started by', call.trigger, 'claimed'),
    fact('Sandbox', call.sandbox, 'claimed'),
    fact('User agent', call.userAgent, 'claimed'),
    fact('Address', call.address),
    fact('Gateway', call.gatewayId),
    fact('Version in force', String(call.configVersion)),
  ]
  return facts.filter((one) => one !== undefined)
}

function fact(name: string, value: string | null, note = ''): Fact | undefined {
  if (value === null || value === '') return undefined
  return { name, value, ...(note === '' ? {} : { note }) }
}

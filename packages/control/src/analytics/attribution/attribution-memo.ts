import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Attribution } from '../usage-facts.ts'
import { readAttribution } from './read-attribution.ts'

type Agent = UsageRecord['agent']

interface Known {
  readonly agent: Agent
  readonly attribution: Attribution
}

const entriesMax = 2_000
/** Longer metadata are read each time: what clients write is kept for a while here. */
const metadataLengthMax = 4_096

/** The calls of one turn say the same of themselves: it is read once for all of them. */
const known = new Map<string, Known>()

export function rememberedAttribution(agent: Agent): Attribution {
  const { metadata } = agent
  if (metadata === null || metadata.length > metadataLengthMax) return readAttribution(agent)
  const before = known.get(metadata)
  if (before !== undefined && isSame(before.agent, agent)) return before.attribution
  const attribution = readAttribution(agent)
  if (known.size >= entriesMax) known.clear()
  known.set(metadata, { agent, attribution })
  return attribution
}

function isSame(one: Agent, other: Agent): boolean {
  return (
    one.userAgent === other.userAgent &&
    one.name === other.name &&
    one.session === other.session &&
    one.thread === other.thread &&
    one.parent === other.parent &&
    one.subagent === other.subagent
  )
}

import { policies } from '../../../packages/gateway/src/policies/index.ts'
import { protocols } from '../../../packages/gateway/src/protocols/protocols.ts'
import { textKinds } from '../../../packages/gateway/src/protocols/text-lens.ts'
import { coverageKey, makeSamples, measureCoverage, type Place, places } from './measure-coverage.ts'
import { otherPolicies, startProbes } from './probes.ts'

const placeNames: Readonly<Record<Place, string>> = {
  request: 'request',
  answer: 'answer, and the final items of a stream',
  pieces: 'pieces of a stream',
}

/** docs/reference/policy-coverage.md, every cell of it tried with the policy itself. */
export async function coveragePage(): Promise<string> {
  await using probes = await startProbes()
  const samples = makeSamples()
  const sections: string[] = []
  for (const policy of policies) {
    const probe = probes.of(policy.name)
    if (probe === undefined) continue
    sections.push(
      section(policy.name, policy.summary, await measureCoverage(samples, { policy, probe, tools: probes.tools })),
    )
  }
  const others = policies.flatMap(({ name, summary }) => {
    const about = otherPolicies[name]
    return about === undefined ? [] : [`| \`${name}\` | ${summary} | ${about} |`]
  })
  const table = ['## What is not about texts', '', '| policy | | looks at |', '|---|---|---|', ...others]
  return `${[opening, ...sections, table.join('\n')].join('\n')}\n`
}

function section(name: string, summary: string, coverage: ReadonlyMap<string, boolean>): string {
  const rows = protocols.flatMap(({ name: dialect, answersAreModelOutput }) =>
    answersAreModelOutput ? places.map((place) => row(coverage, dialect, place)) : [],
  )
  const head = `| dialect | where | ${textKinds.join(' | ')} |\n|---|---|${textKinds.map(() => ':-:|').join('')}`
  return `## ${name}\n\n${summary}\n\n${head}\n${rows.join('\n')}\n`
}

function row(coverage: ReadonlyMap<string, boolean>, dialect: string, place: Place): string {
  const cells = textKinds.map((kind) => mark(coverage.get(coverageKey(dialect, place, kind))))
  return `| \`${dialect}\` | ${placeNames[place]} | ${cells.join(' | ')} |`
}

function mark(acts: boolean | undefined): string {
  if (acts === undefined) return ''
  return acts ? '✓' : '–'
}

const opening = `# What each policy looks at

Made by trying: for every kind of text that a dialect has, a document of the dialect's own schema says what the policy is about in one text of that
kind and nowhere else, and goes through the policy as a call does. \`npm test\` makes this page again and compares.

✓ it acts · – it does not look there, on purpose (the policy's README says why) · empty: the dialect has no such text there. A call whose body or answer
cannot be read by a policy that has to is refused; an API whose dialects give a policy nothing to look at cannot be published with it. What is no text (ids, models,
encrypted reasoning, images and other data) goes on byte for byte. The kinds are named in \`packages/gateway/src/protocols/text-lens.ts\`; which field is of which kind, field by field, in
\`text-fields.json\` beside each protocol.
`

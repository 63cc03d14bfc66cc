import type { RoleBindingRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'

export interface DescribedBinding {
  readonly binding: RoleBindingRecord
  readonly subjectName: string
  readonly scopeName: string | null
}

export async function describeBindings(
  reader: Reader,
  bindings: readonly RoleBindingRecord[],
): Promise<DescribedBinding[]> {
  const idsOf = (kind: string) => [
    ...new Set(
      bindings.flatMap(({ subjectKind, subjectId, scopeKind, scopeId }) => [
        ...(subjectKind === kind ? [subjectId] : []),
        ...(scopeKind === kind && scopeId !== null ? [scopeId] : []),
      ]),
    ),
  ]
  const names = new Map<string, string>()
  for (const { id, name } of await reader.find('person', { id: idsOf('person') })) names.set(id, name)
  for (const { id, name } of await reader.find('team', { id: idsOf('team') })) names.set(id, name)
  for (const { id, name, version } of await reader.find('api', { id: idsOf('api') }))
    names.set(id, `${name}/${version}`)
  return bindings.map((binding) => ({
    binding,
    subjectName: names.get(binding.subjectId) ?? binding.subjectId,
    scopeName: binding.scopeId === null ? null : (names.get(binding.scopeId) ?? binding.scopeId),
  }))
}

export async function describeBinding(reader: Reader, binding: RoleBindingRecord): Promise<DescribedBinding> {
  const [described] = await describeBindings(reader, [binding])
  if (described === undefined) throw new Error('describeBindings leaves nothing out')
  return described
}

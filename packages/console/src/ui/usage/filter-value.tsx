import { useAnswer } from '../../client/use-answer.ts'

/** What a filter asks for: applications and APIs by their names, where the address has an id of theirs. */
export function FilterValue({ dimension, value }: { readonly dimension: string; readonly value: string }) {
  const isApplication = dimension === 'application' && value.startsWith('app_')
  const isApi = dimension === 'api' && value.startsWith('api_')
  const params = { id: value }
  const application = useAnswer('getApplication', { params }, { isOn: isApplication })
  const api = useAnswer('getCatalogueEntry', { params }, { isOn: isApi })
  if (isApplication && application.data !== undefined) return application.data.name
  if (isApi && api.data !== undefined) return `${api.data.name}/${api.data.version}`
  return value === '' ? 'not known' : value
}

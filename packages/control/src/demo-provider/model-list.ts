const models = ['gpt-5.4', 'gpt-5.5', 'gpt-5.6-sol'] as const

/** `GET /v1/models` */
export function modelList(): unknown {
  return {
    object: 'list',
    data: models.map((id) => ({ id, object: 'model', created: 1_767_225_600, owned_by: 'tollgate-demo' })),
  }
}

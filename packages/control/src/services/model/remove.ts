import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'

/** Usage that was priced by it keeps its price; plans and APIs name models by the provider's names and not by this record. */
export async function removeModel(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'models:manage')
  return await change(verb, 'model.delete', async (writer) => {
    const model = await current(verb, writer, { kind: 'model', id })
    mayBeEdited(verb, model)
    await writer.remove('model', model)
  })
}

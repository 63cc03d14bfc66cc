import { change, type Verb } from '../verb.ts'
import { viewToChange } from './own-view.ts'

export async function removeSavedView(verb: Verb, id: string): Promise<void> {
  await change(verb, 'savedView.delete', async (writer) => {
    await writer.remove('savedView', await viewToChange(verb, writer, id))
  })
}

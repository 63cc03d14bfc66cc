import { changed, definePolicy } from '../../pipeline/policy.ts'
import { promptDecoratorConfig } from './schema.ts'

export const promptDecorator = definePolicy({
  name: 'prompt-decorator',
  summary: 'Adds an instruction to every prompt, without any change in the client.',
  kind: 'decorator',
  config: promptDecoratorConfig,
  needs: { request: 'whole', response: 'none' },
  onFailure: 'reject',
  create: ({ text, place }) => ({
    onRequest(x) {
      if (x.view === null) return undefined
      x.view.insertInstructions(text, place)
      return changed
    },
  }),
})

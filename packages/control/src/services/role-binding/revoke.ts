import { keepingAnAdmin } from '../keeping-an-admin.ts'
import { authorise, change, expectRevision, type Verb } from '../verb.ts'
import { bindingToRead, targetOf } from './find-binding.ts'

/** In force with the next request of whoever had it. The last administrator of the organisation stays one. */
export function revokeRole(verb: Verb, id: string): Promise<void> {
  return change(verb, 'roleBinding.revoke', async (writer) => {
    const binding = await bindingToRead(verb, writer, id)
    authorise(verb, 'people:manage', await targetOf(writer, binding))
    expectRevision(verb, binding)
    await keepingAnAdmin({ verb, writer, refusal: 'This role cannot be taken away' }, () =>
      writer.remove('roleBinding', binding),
    )
  })
}

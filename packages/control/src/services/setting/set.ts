import { Problem } from '../problem.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { expectSetting } from './expect-setting.ts'
import { describeSetting, settingNamed } from './known-settings.ts'
import { type SettingState, settingState } from './setting-state.ts'

export async function setSetting(
  verb: Verb,
  { name, value }: { readonly name: string; readonly value: unknown },
): Promise<SettingState> {
  authorise(verb, 'settings:manage')
  const known = settingNamed(name)
  const checked = describeSetting(known).schema.safeParse(value)
  if (!checked.success) {
    const reason = checked.error.issues
      .map(({ message }) => message.charAt(0).toLowerCase() + message.slice(1))
      .join('; ')
    throw new Problem('invalid', `The value of ${name} cannot be this: ${reason}.`, [{ field: 'value', reason }])
  }
  return await change(verb, 'setting.set', async (writer) => {
    const [record] = await writer.find('setting', { name: known })
    expectSetting(verb, record)
    const next =
      record === undefined
        ? await writer.insert('setting', { name: known, value: checked.data })
        : await writer.update('setting', record, { value: checked.data })
    return settingState(known, next)
  })
}

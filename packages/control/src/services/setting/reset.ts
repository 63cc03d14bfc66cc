import { authorise, change, type Verb } from '../verb.ts'
import { expectSetting } from './expect-setting.ts'
import { settingNamed } from './known-settings.ts'

/** Back to its default; harmless where it is that already. */
export async function resetSetting(verb: Verb, name: string): Promise<void> {
  authorise(verb, 'settings:manage')
  const known = settingNamed(name)
  await change(verb, 'setting.reset', async (writer) => {
    const [record] = await writer.find('setting', { name: known })
    expectSetting(verb, record)
    if (record !== undefined) await writer.remove('setting', record)
  })
}

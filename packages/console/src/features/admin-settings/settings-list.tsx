import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { SettingBlock } from './setting-block.tsx'

/** Every setting with its form. */
export function SettingsList() {
  const asked = useAnswer('listSettings', {})
  return (
    <Answered asked={asked} lines={4}>
      {({ items }) =>
        items.map((setting) => <SettingBlock key={`${setting.name} ${setting.revision}`} setting={setting} />)
      }
    </Answered>
  )
}

import { ActionIcon, Group, Menu, Text, UnstyledButton } from '@mantine/core'
import type { PolicyAttachment, PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { ArrowDown, ArrowUp, Ellipsis, GripVertical } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { confirm } from '../../ui/confirm.tsx'
import { shownCount } from '../../ui/numbers.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { ModeSwitch } from './mode-switch.tsx'
import classes from './policy-path.module.css'
import { whenInForce } from './policy-scope.ts'
import { policyName, verdictWord, whereItActs } from './policy-words.ts'
import type { PolicyHit } from './use-policy-hits.ts'

/** How rows are moved; left out: they are not. */
export interface RowMoves {
  readonly up: (() => void) | undefined
  readonly down: (() => void) | undefined
  /** Another one was let go on this one. */
  readonly takeIn: (id: string) => void
}

interface PolicyRowProps {
  readonly attachment: PolicyAttachment
  readonly type: PolicyType | undefined
  readonly hits: readonly PolicyHit[] | undefined
  /** undefined: it is changed elsewhere, or by others. */
  readonly moves?: RowMoves | undefined
  readonly onOpen?: (() => void) | undefined
}

const dragType = 'application/x-tollgate-policy'

/** One policy on the way of a call. */
export function PolicyRow({ attachment, type, hits, moves, onOpen }: PolicyRowProps) {
  const name = policyName(attachment)
  const [isOver, setIsOver] = useState(false)
  const [isDragged, setIsDragged] = useState(false)
  const accept = (event: DragEvent) => {
    if (moves === undefined || !event.dataTransfer.types.includes(dragType)) return
    event.preventDefault()
    setIsOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    moves?.takeIn(event.dataTransfer.getData(dragType))
  }
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(dragType, attachment.id)
    event.dataTransfer.effectAllowed = 'move'
    setIsDragged(true)
  }
  return (
    <li
      className={classes.row}
      data-over={isOver}
      data-dragged={isDragged}
      draggable={moves !== undefined}
      onDragStart={drag}
      onDragEnd={() => setIsDragged(false)}
      onDragOver={accept}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      {moves === undefined ? <span /> : <Handle name={name} moves={moves} />}
      <div>
        <Group gap="xs">
          {onOpen === undefined ? (
            <Text fw={500}>{name}</Text>
          ) : (
            <UnstyledButton className={classes.open} onClick={onOpen}>
              {name}
            </UnstyledButton>
          )}
          {name !== attachment.policy && (
            <Text size="xs" c="dimmed">
              {attachment.policy}
            </Text>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {whereItActs(attachment, type)}
        </Text>
      </div>
      <div className={classes.mode}>
        <ModeSwitch attachment={attachment} isOff={onOpen === undefined} />
      </div>
      <div className={classes.hits}>
        <Hits policy={attachment.policy} hits={hits} />
      </div>
      {onOpen === undefined ? <span /> : <RowMenu attachment={attachment} moves={moves} onOpen={onOpen} />}
    </li>
  )
}

/** Dragged with a pointer, moved with the arrow keys. */
function Handle({ name, moves }: { readonly name: string; readonly moves: RowMoves }) {
  const move = (event: KeyboardEvent) => {
    const way = { ArrowUp: moves.up, ArrowDown: moves.down }[event.key]
    if (way === undefined) return
    event.preventDefault()
    way()
  }
  return (
    <ActionIcon
      className={classes.handle ?? ''}
      aria-label={`Move ${name}: arrow keys, or drag`}
      component="button"
      onKeyDown={move}
    >
      <GripVertical size={16} />
    </ActionIcon>
  )
}

function Hits({ policy, hits }: { readonly policy: string; readonly hits: readonly PolicyHit[] | undefined }) {
  if (hits === undefined) return null
  const own = hits.filter((hit) => hit.policy === policy)
  if (own.length === 0) return <>nothing in 24 h</>
  return (
    <>
      {own.map(({ verdict, hits: count }) => {
        const [word, tone] = verdictWord(verdict, policy)
        return (
          <div key={verdict}>
            {shownCount(count)} <StateWord tone={tone}>{word}</StateWord>
          </div>
        )
      })}
    </>
  )
}

interface RowMenuProps {
  readonly attachment: PolicyAttachment
  readonly moves: RowMoves | undefined
  readonly onOpen: () => void
}

function RowMenu({ attachment, moves, onOpen }: RowMenuProps) {
  const { id, apiId, managedBy } = attachment
  const name = policyName(attachment)
  const remove = useChange('removePolicy', { says: () => whenInForce(`${name} is taken off`, apiId) })
  const ask = () =>
    confirm({
      title: `Take off ${name}`,
      says:
        apiId === null
          ? 'No call of any API meets it any more, from now on. Its configuration is lost.'
          : 'Calls meet it until the next deployment. Its configuration is lost, unless you restore an older revision.',
      action: 'Take off',
      onConfirm: () => remove.mutate({ params: { id } }),
    })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${name}`}>
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onOpen}>Open</Menu.Item>
        <Menu.Item leftSection={<ArrowUp size={14} />} disabled={moves?.up === undefined} onClick={() => moves?.up?.()}>
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<ArrowDown size={14} />}
          disabled={moves?.down === undefined}
          onClick={() => moves?.down?.()}
        >
          Move down
        </Menu.Item>
        <Menu.Item disabled={managedBy !== null} onClick={ask}>
          Take off
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

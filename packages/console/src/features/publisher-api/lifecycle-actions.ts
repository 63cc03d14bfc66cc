import type { Api, LifecycleAction } from '@tollgate/contract/resources/api'

export interface LifecycleStep {
  readonly action: LifecycleAction
  readonly name: string
  /** Whom it touches, and how. */
  readonly says: string
  /** It cannot be taken back: the name is typed before. */
  readonly isFinal?: boolean
}

const actions: Readonly<Record<Api['state'], readonly LifecycleAction[]>> = {
  created: ['publish'],
  published: ['block', 'deprecate', 'unpublish'],
  blocked: ['unblock', 'deprecate', 'retire'],
  deprecated: ['publish', 'retire'],
  retired: [],
}

const names: Readonly<Record<LifecycleAction, string>> = {
  publish: 'Publish',
  unpublish: 'Take back',
  block: 'Block',
  unblock: 'Unblock',
  deprecate: 'Deprecate',
  retire: 'Retire',
}

/** What can be done next with an API in this state. `subscribers`: how many in words, "14 subscribers". */
export function lifecycleSteps(state: Api['state'], subscribers: string): readonly LifecycleStep[] {
  return actions[state].map((action) => ({
    action,
    name: names[action],
    says: consequence(action, subscribers),
    isFinal: action === 'retire',
  }))
}

function consequence(action: LifecycleAction, subscribers: string): string {
  switch (action) {
    case 'publish':
      return 'It appears in the catalogue, and applications may subscribe to it. Where it is not deployed yet, it is.'
    case 'unpublish':
      return `It leaves the catalogue. Only possible while nobody is subscribed: it has ${subscribers} now.`
    case 'block':
      return `Every call is refused at once; it has ${subscribers}. Subscriptions and keys stay until you unblock it.`
    case 'unblock':
      return `Calls go through again at once; it has ${subscribers}.`
    case 'deprecate':
      return `Whoever is subscribed keeps working, nobody new can subscribe; it has ${subscribers}. Publish it again to take it back.`
    case 'retire':
      return `It is taken from every environment and every call is refused; it has ${subscribers}. This cannot be taken back.`
  }
}

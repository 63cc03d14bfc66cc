import { type DemoAgent, demoAgents } from './demo-agents.ts'

/** Everything of a demo is called so: that is how people see it for what it is, and how it is removed. */
export const demoMark = 'Demo: '

export interface DemoTeam {
  readonly name: string
  readonly costCentre: string
}

export interface DemoApplication {
  readonly id: string
  readonly name: string
  readonly team: DemoTeam
  readonly plan: string
  readonly repositories: readonly string[]
  /** Runs in pipelines, at every hour. */
  readonly isAutomation: boolean
  /** Calls compared with those of others. */
  readonly weight: number
}

export interface DemoPerson {
  readonly email: string
  readonly application: DemoApplication
  readonly agent: DemoAgent
  readonly model: string
  /** Hours that their working day begins later than that of others. */
  readonly hoursLater: number
  readonly diligence: number
}

export interface Fleet {
  readonly applications: readonly DemoApplication[]
  readonly people: readonly DemoPerson[]
  /** One for each application that runs by itself. */
  readonly pipelines: readonly DemoPerson[]
}

export type Random = () => number

const teams = {
  payments: { name: `${demoMark}Payments`, costCentre: 'CC-4100' },
  storefront: { name: `${demoMark}Storefront`, costCentre: 'CC-4200' },
  data: { name: `${demoMark}Data`, costCentre: 'CC-5100' },
  platform: { name: `${demoMark}Platform`, costCentre: 'CC-1000' },
  mobile: { name: `${demoMark}Mobile`, costCentre: 'CC-4300' },
} as const satisfies Record<string, DemoTeam>

interface Described {
  readonly name: string
  readonly team: keyof typeof teams
  readonly plan: string
  readonly repositories: readonly string[]
  readonly weight: number
  readonly isAutomation?: true
}

const described: readonly Described[] = [
  { name: 'Checkout', team: 'payments', plan: 'AIGold', repositories: ['checkout', 'ledger'], weight: 5 },
  { name: 'Fraud checks', team: 'payments', plan: 'AISilver', repositories: ['fraud-rules'], weight: 2 },
  { name: 'Shop', team: 'storefront', plan: 'AIGold', repositories: ['shop', 'shop-theme', 'search'], weight: 6 },
  { name: 'Reports', team: 'data', plan: 'AISilver', repositories: ['reports', 'pipelines'], weight: 3 },
  { name: 'Infrastructure', team: 'platform', plan: 'AIGold', repositories: ['terraform', 'clusters'], weight: 3 },
  { name: 'App', team: 'mobile', plan: 'AIBronze', repositories: ['app-ios', 'app-android'], weight: 3 },
  ...([
    {
      name: 'Review bot',
      team: 'platform',
      plan: 'AISilver',
      repositories: ['shop', 'checkout'],
      weight: 2,
      isAutomation: true,
    },
    {
      name: 'Nightly tests',
      team: 'storefront',
      plan: 'AIBronze',
      repositories: ['shop'],
      weight: 1,
      isAutomation: true,
    },
  ] as const),
]

/** Ids of all of them: no real one is like these. */
export const demoApplications: readonly string[] = described.map(({ name }) => idOf(name))

function idOf(name: string): string {
  return `app_demo_${name.toLowerCase().replaceAll(' ', '_')}`
}

const firstNames = [
  'alice',
  'ben',
  'carla',
  'deniz',
  'eva',
  'farid',
  'grace',
  'hana',
  'ivan',
  'julia',
  'kofi',
  'lena',
  'marco',
  'nina',
  'omar',
  'priya',
  'quentin',
  'rosa',
  'sven',
  'tara',
]
const lastNames = [
  'adler',
  'brown',
  'costa',
  'diaz',
  'eriksen',
  'fischer',
  'garcia',
  'huber',
  'ito',
  'jensen',
  'khan',
  'larsen',
  'moreau',
  'novak',
  'okafor',
  'patel',
  'rossi',
  'silva',
  'tanaka',
  'weber',
]

const models: ReadonlyArray<readonly [model: string, weight: number]> = [
  ['gpt-5.4', 6],
  ['gpt-5.3-codex', 4],
  ['gpt-5.4-mini', 3],
  ['gpt-5.6-sol', 1],
]
/** Nobody knows what it costs. */
export const unpricedModel = 'house-llm'

const peopleMin = 12
const callsOfAPerson = 400

export function makeFleet(calls: number, random: Random): Fleet {
  const applications = described.map(({ name, team, plan, repositories, weight, isAutomation = false }) => ({
    id: idOf(name),
    name: `${demoMark}${name}`,
    team: teams[team],
    ...{ plan, repositories, weight, isAutomation },
  }))
  const count = Math.max(peopleMin, Math.min(firstNames.length * lastNames.length, Math.ceil(calls / callsOfAPerson)))
  const used = applications.filter(({ isAutomation }) => !isAutomation)
  const people = Array.from({ length: count }, (_, index) => ({
    email: emailOf(index),
    application: weighted(
      used.map((one) => [one, one.weight]),
      random,
    ),
    agent: weighted(
      demoAgents.filter(({ isAutomation }) => !isAutomation).map((one) => [one, one.weight]),
      random,
    ),
    model: weighted(models, random),
    hoursLater: Math.floor(random() * 3),
    diligence: 0.3 + random() * random() * 3,
  }))
  const automatic = demoAgents.filter(({ isAutomation }) => isAutomation)
  const pipelines = applications
    .filter(({ isAutomation }) => isAutomation)
    .flatMap((application, index) => {
      const agent = automatic[index % automatic.length]
      const model = index === 0 ? 'gpt-5.4-mini' : unpricedModel
      const person = { email: '', application, hoursLater: 0, diligence: application.weight * 3, model }
      return agent === undefined ? [] : [{ ...person, agent }]
    })
  return { applications, people, pipelines }
}

/** Each name once; the address says that nobody has it. */
function emailOf(index: number): string {
  const first = firstNames[index % firstNames.length]
  const last = lastNames[(index + Math.floor(index / firstNames.length)) % lastNames.length]
  return `${first}.${last}@demo.example`
}

export function weighted<T>(choices: ReadonlyArray<readonly [choice: T, weight: number]>, random: Random): T {
  const sum = choices.reduce((total, [, weight]) => total + weight, 0)
  let left = random() * sum
  for (const [choice, weight] of choices) {
    left -= weight
    if (left < 0) return choice
  }
  const last = choices.at(-1)
  if (last === undefined) throw new Error('there is nothing to choose from')
  return last[0]
}

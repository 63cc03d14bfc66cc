import { loadAgentModule } from './agents.ts'

/** As much of aimock as the tests use. */
interface Aimock {
  readonly url: string
  start(): Promise<unknown>
  stop(): Promise<unknown>
}

export interface AimockFixture {
  readonly match: Readonly<Record<string, unknown>>
  readonly response: Readonly<Record<string, unknown>>
}

/** A mock of the model APIs that comes from npm. */
export async function startAimock(
  fixtures: readonly AimockFixture[],
): Promise<AsyncDisposable & { readonly url: string }> {
  const { LLMock } = await loadAgentModule('@copilotkit/aimock')
  const mock = new (LLMock as new (options: object) => Aimock & { addFixtures(fixtures: unknown): void })({ port: 0 })
  mock.addFixtures(fixtures)
  await mock.start()
  return {
    url: mock.url,
    async [Symbol.asyncDispose]() {
      await mock.stop()
    },
  }
}

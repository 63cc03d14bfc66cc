import type { Contestant } from './contestant.ts'

/** Nobody in between: what the two ends and the machine can do at most. */
export const direct: Contestant = {
  name: 'direct',
  start: async ({ upstreamPort }) => ({
    version: '',
    pid: null,
    port: upstreamPort,
    basePath: '/v1',
    headers: { authorization: 'Bearer bench-provider-credential' },
    audit: async () => null,
    stop: async () => {},
  }),
}

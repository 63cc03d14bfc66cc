import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passedToGateway } from './child-environments.ts'

test('the gateway gets what it needs to run and to count, and no secret that is not meant for it', () => {
  const needed = {
    PATH: '/bin',
    NODE_OPTIONS: '',
    HTTPS_PROXY: 'http://proxy',
    TOLLGATE_THREADS: '2',
    REDIS_URL: 'redis://counters',
  }
  const others = {
    OPENAI_API_KEY: 'sk-1',
    DATABASE_URL: 'postgres://store',
    TOLLGATE_MASTER_KEY: 'key',
    TOLLGATE_ADMIN_PASSWORD: 'password',
    TOLLGATE_METRICS_TOKEN: 'scrape',
    TOLLGATE_TOKEN: 'tgp_1',
    MY_REDIS_URL: 'redis://other',
  }
  assert.deepEqual(passedToGateway({ ...needed, ...others }), needed)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiFixtures } from '../../testing/api-fixtures.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { getConnection } from './get.ts'

test('agents reach an environment at its host names, the first one also where this installation is', async (t) => {
  const { admin, environmentId, put, verbAs } = await apiFixtures(t)
  const environment = { hostNames: [], promotesFromId: null }
  await put('environment', { ...environment, name: 'staging', hostNames: ['gw.example.com', 'gw-2.example.com'] })
  await put('environment', { ...environment, name: 'unnamed' })
  const origins = async (gatewayUrl: string | null) => {
    const findConnection = async () => ({ gatewayUrl, certificate: null })
    const { environments } = await getConnection({ ...verbAs('developer'), findConnection })
    return Object.fromEntries(environments.map(({ name, origins }) => [name, origins]))
  }
  const staging = ['https://gw.example.com', 'https://gw-2.example.com']
  assert.deepEqual(await origins(null), { default: [], staging, unnamed: [] })
  assert.deepEqual(await origins('https://localhost:8243'), {
    default: ['https://localhost:8243'],
    staging,
    unnamed: [],
  })
  const [, other] = staging
  assert.deepEqual((await origins('https://gw.example.com:8243')).staging, ['https://gw.example.com:8243', other])
  const hostNames = ['agents.example.com']
  await otherVerbs.updateEnvironment(admin, { id: environmentId, changes: { hostNames } })
  assert.deepEqual((await origins('https://localhost:8243')).default, ['https://agents.example.com:8243'])
  assert.deepEqual((await origins('https://localhost')).default, ['https://agents.example.com'])
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { clientFile, formattedClientText } from './client-file.ts'

test('what the console knows of the REST API is what its routes say', async () => {
  const wanted = (await formattedClientText()).split('\n')
  const kept = readFileSync(clientFile, 'utf8').split('\n')
  const place = wanted.findIndex((line, index) => line !== kept[index])
  const differs = `line ${place + 1} is "${kept[place]}" instead of "${wanted[place]}": run \`node tests/console/write-client.ts\``
  assert.ok(place === -1 && kept.length === wanted.length, differs)
})

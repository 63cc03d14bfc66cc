import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRepository } from '../testing/sample-repository.ts'
import { checkLinks } from './check-links.ts'
import { loadDocumentation } from './documentation.ts'

test('checkLinks follows files, folders, anchors and addresses from the root', (t) => {
  const root = sampleRepository(t, {
    'README.md':
      '# Top\n[a](docs/a.md) [b](docs/) [c](#top) [d](https://x.y/z) [e](docs/a.md#part-two) [f](mailto:a@b.c)',
    'docs/a.md': '## Part two\n[a](../README.md#top) [b](/README.md) [c](..) [d](../LICENSE#L3)',
    LICENSE: '',
  })
  assert.deepEqual(checkLinks(loadDocumentation(root)), [])
})

test('checkLinks objects to files and headings that are not there', (t) => {
  const root = sampleRepository(t, {
    'README.md': '# Top\n[a](docs/b.md)\n[b](#bottom)',
    'docs/a.md': '[a](../README.md#topp)',
    'packages/gateway/README.md': '[a](docs/a.md)',
  })
  const found = checkLinks(loadDocumentation(root)).map(({ path, line }) => `${path}:${line}`)
  assert.deepEqual(found.sort(), ['README.md:2', 'README.md:3', 'docs/a.md:1', 'packages/gateway/README.md:1'])
})

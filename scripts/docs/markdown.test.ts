import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parsePage } from './markdown.ts'

describe('parsePage', () => {
  const page = parsePage(
    'docs/a.md',
    [
      '# The `first` heading!',
      'A [link](b.md#c "title"), ![picture](./d.svg), <a id="own" href="e.md">x</a>, not `[code](f.md)`.',
      '[reference]: ../g.md',
      '```bash',
      '# no heading, [no](link.md), no `span`',
      'npm start',
      '```',
      '## Same',
      '## Same',
      '~~~',
      '```',
      '~~~',
      'Use `npm test` or ``a`b``.',
    ].join('\n'),
  )

  test('gives headings the anchors that GitHub gives them', () => {
    assert.deepEqual([...page.anchors], ['the-first-heading', 'same', 'same-1', 'own'])
  })

  test('finds links of every form, and none in code', () => {
    assert.deepEqual(page.links, [
      { text: 'b.md#c', line: 2 },
      { text: './d.svg', line: 2 },
      { text: 'e.md', line: 2 },
      { text: '../g.md', line: 3 },
    ])
  })

  test('finds code between backticks and between fences, with its lines', () => {
    assert.deepEqual(
      page.codeSpans.map(({ text }) => text),
      ['first', '[code](f.md)', 'npm test', 'a`b'],
    )
    assert.deepEqual(
      page.codeBlocks.map(({ language, lines }) => [language, lines.at(-1)]),
      [
        ['bash', { text: 'npm start', line: 6 }],
        ['', { text: '```', line: 11 }],
      ],
    )
  })
})

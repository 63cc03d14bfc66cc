import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { addKey, type Edit, revokeKey } from './edit-keys.ts'

const hash = 'a'.repeat(64)
const text = `# head
applications:
  # the bot
  - name: bot # inline
    keys:
      - { name: old, hash: ${'b'.repeat(64)} } # kept
  - name: empty
    keys: []
  - name: bare
    owner: alice

# tail
plans: []
`

function place(yaml = text) {
  return { file: 'tollgate.yaml', text: yaml }
}

function textOf(edit: Edit): string {
  if ('problem' in edit) throw new Error(edit.problem)
  return edit.text
}

function problemOf(edit: Edit): string {
  return 'problem' in edit ? edit.problem : ''
}

test('addKey appends to the keys of the application and keeps every other line', () => {
  const after = textOf(addKey(place(), 'bot', { name: 'new', user: 'alice', type: 'production', hash }))
  const added = `      - name: new\n        user: alice\n        type: production\n        hash: ${hash}\n`
  const lines = text.split('\n')
  assert.equal(after, [...lines.slice(0, 6), `${added}${lines.slice(6).join('\n')}`].join('\n'))
})

test('addKey makes the list where there is none, or an empty one', () => {
  for (const application of ['empty', 'bare']) {
    const after = textOf(
      addKey(place(), application, { name: 'new', type: 'sandbox', hash, expires: '2027-01-31T00:00:00Z' }),
    )
    const found = parse(after).applications.find(({ name }: { name: string }) => name === application)
    assert.deepEqual(found.keys, [{ name: 'new', type: 'sandbox', hash, expires: '2027-01-31T00:00:00Z' }])
    assert.match(after, /# head[\s\S]*# the bot[\s\S]*# inline[\s\S]*# kept[\s\S]*# tail/)
    assert.match(after, /^ {6}- name: new$/m)
  }
})

test('addKey keeps the line ends of Windows', () => {
  const after = textOf(addKey(place(text.replaceAll('\n', '\r\n')), 'bot', { name: 'new', type: 'production', hash }))
  assert.doesNotMatch(after, /[^\r]\n/)
})

test('addKey refuses a name that is taken, an unknown application, an alias and a broken file', () => {
  const key = { name: 'old', type: 'production', hash } as const
  assert.match(problemOf(addKey(place(), 'bot', key)), /has a key "old" already/)
  assert.match(problemOf(addKey(place(), 'other', key)), /no application "other"; the file has: bot, empty, bare\./)
  assert.match(problemOf(addKey(place('apis: []'), 'other', key)), /the file has none/)
  assert.match(problemOf(addKey(place('applications: 5'), 'other', key)), /found 5 \(a number\); allowed: a list/)
  const alias = `applications:\n  - name: a\n    keys: &k [ { name: x, hash: ${hash} } ]\n  - name: b\n    keys: *k\n`
  assert.match(problemOf(addKey(place(alias), 'b', key)), /written with a YAML alias/)
})

test('revokeKey marks the key and keeps the rest', () => {
  const edit = revokeKey(place(), 'old', undefined)
  assert.equal('application' in edit && edit.application, 'bot')
  assert.equal(textOf(edit), text.replace(' } # kept', ', revoked: true } # kept'))
  assert.match(problemOf(revokeKey(place(textOf(edit)), 'old', 'bot')), /is revoked already/)
})

test('revokeKey asks which one is meant, and lists what there is', () => {
  const twice = text.replace('keys: []', `keys: [ { name: old, hash: ${hash} } ]`)
  assert.match(
    problemOf(revokeKey(place(twice), 'old', undefined)),
    /2 applications have a key "old" \(bot, empty\): .*--application/,
  )
  assert.match(textOf(revokeKey(place(twice), 'old', 'empty')), new RegExp(`${hash}, revoked: true`))
  assert.match(problemOf(revokeKey(place(), 'none', undefined)), /no key "none"; there is: bot\/old\./)
  assert.match(problemOf(revokeKey(place(), 'old', 'bare')), /no key "old" in bare; there is none at all\./)
  assert.match(problemOf(revokeKey(place(), 'old', 'other')), /no application "other"/)
})

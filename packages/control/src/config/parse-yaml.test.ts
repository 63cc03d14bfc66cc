import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ParsedYaml, parseYaml } from './parse-yaml.ts'

function parse(text: string): ParsedYaml {
  const parsed = parseYaml(text)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  return parsed
}

function problemsOf(text: string) {
  const parsed = parseYaml(text)
  return 'problems' in parsed ? parsed.problems : []
}

test('parseYaml knows the line of every field, and of the nearest one around a missing field', () => {
  const yaml = parse('# first\napis:\n  - name: one\n    list: [a,\n      b]\n  - name: two\n')
  assert.equal(yaml.lineOf(['apis']), 2)
  assert.equal(yaml.lineOf(['apis', 0]), 3)
  assert.equal(yaml.lineOf(['apis', 0, 'list', 1]), 5)
  assert.equal(yaml.lineOf(['apis', 1, 'name']), 6)
  assert.equal(yaml.lineOf(['apis', 1, 'endpoints', 'production']), 6)
  assert.equal(yaml.lineOf(['plans']), 2)
})

test('parseYaml follows aliases to where a value stands', () => {
  const yaml = parse('a: &x\n  deep: 1\nb: *x\n')
  assert.equal(yaml.lineOf(['b', 'deep']), 2)
  assert.deepEqual(yaml.value, { a: { deep: 1 }, b: { deep: 1 } })
})

test('parseYaml keeps how a number was written', () => {
  assert.equal(parse('version: 2.30\n').sourceOf(['version']), '2.30')
})

test('parseYaml names the line of what it cannot read, without quoting the file', () => {
  const [problem] = problemsOf('a: 1\nb: "sk-secret\n')
  assert.equal(problem?.line, 3)
  for (const text of [
    'a: 1\n\tb: sk-secret\n',
    'a: 1\n"sk-secret"\n',
    'a: [1\nb: sk-secret',
    'a: *sk-secret',
    'k: !sk-secret 1\n',
  ]) {
    const problems = problemsOf(text)
    assert.ok(problems.length > 0, text)
    assert.doesNotMatch(JSON.stringify(problems), /sk-secret/, text)
  }
})

test('parseYaml refuses what YAML would quietly take: tags, two keys alike, several documents', () => {
  assert.match(problemsOf('key: !vault abc\n')[0]?.message ?? '', /a tag \(!name\) stands there/)
  assert.match(problemsOf('a: 1\na: 2\n')[0]?.message ?? '', /unique/i)
  assert.match(problemsOf('a: 1\n---\nb: 2\n')[0]?.message ?? '', /several documents/)
})

test('parseYaml refuses aliases that multiply', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 9; level++)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  assert.match(problemsOf(lines.join('\n'))[0]?.message ?? '', /aliases .* repeat too much/)
})

import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { sampleRepository } from '../testing/sample-repository.ts'
import { checkTollgateCommands } from './check-tollgate-commands.ts'
import { helpFromProgram, parseHelp } from './command-help.ts'
import { loadDocumentation } from './documentation.ts'

/** A program that prints its help as commander does. */
const program = `
const help = {
  '': ['Usage: tollgate [command]', '', 'Options:', '  -h, --help  show this', '', 'Commands:', '  up [options]  start',
    '  keys          make keys'],
  up: ['Usage: tollgate up', 'Options:', '  -c, --config <file>  the file that is', '                       served', '  --quiet'],
  keys: ['Usage: tollgate keys', 'Commands:', '  create <name>  make one'],
  'keys create': ['Usage: tollgate keys create <name>', 'Options:', '  --json  as JSON'],
}
console.log(help[process.argv.slice(2, -1).join(' ')].join('\\n'))
`

async function objections(t: TestContext, page: string, cli = program): Promise<string[]> {
  const root = sampleRepository(t, { 'packages/cli/bin/tollgate.mjs': cli, 'docs/a.md': page })
  const problems = await checkTollgateCommands(loadDocumentation(root), helpFromProgram(root))
  return problems.map(({ line, message }) => `${line} ${message}`)
}

describe('checkTollgateCommands', () => {
  test('knows commands, options, their values and arguments', async (t) => {
    const page = [
      '`tollgate up`, `npx tollgate up [--config tollgate.yaml]`, `tollgate …`, `tollgate.yaml`, `tollgate keys create bob`',
      '```sh',
      '$ TOLLGATE_HOME=/tmp/x npx tollgate up -c "a b.yaml" \\',
      '    --quiet --config=x | tee log',
      '```',
    ]
    assert.deepEqual(await objections(t, page.join('\n')), [])
  })

  test('objects to commands and options that the program lacks', async (t) => {
    const page =
      '`tollgate down`\n`tollgate keys make`\n`tollgate up --loud`\n```sh\nx && tollgate keys create a --yaml\n```'
    assert.deepEqual((await objections(t, page)).sort(), [
      '1 tollgate has no command down',
      '2 tollgate keys has no command make',
      '3 tollgate up has no option --loud',
      '5 tollgate keys create has no option --yaml',
    ])
  })

  test('says so once where the program gives no help', async (t) => {
    assert.deepEqual(await objections(t, '`tollgate up` and `tollgate up`', 'process.exit(1)'), [
      '1 --help prints no usage',
    ])
  })

  test('asks nothing where no page names the program', async (t) => {
    assert.deepEqual(await objections(t, 'Nothing here.', 'process.exit(1)'), [])
  })
})

test('parseHelp reads long options that stand alone on their line', () => {
  const help = parseHelp('Options:\n  --application <name>\n      a sentence\n  -V, --version  print it\n')
  assert.deepEqual(
    [...help.options],
    [
      ['--application', true],
      ['-V', false],
      ['--version', false],
    ],
  )
})

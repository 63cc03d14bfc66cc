import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeKey } from '../harness/api-by-rest.ts'
import { runCodex } from '../harness/run-codex.ts'
import { type ProcessResult, runProcess, toolPath } from '../harness/run-process.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

test('a developer finds an API, subscribes, connects the real Codex, and sees its call appear', async (t) => {
  const opened = await openConsole(t)
  const { admin, url, gateway } = opened
  const plan = { name: 'Careful', approval: 'manual', limits: [{ metric: 'requests', limit: 5, per: 'minute' }] }
  const [api] = (await admin.done('GET', '/apis')).items as { id: string; planIds: string[]; path: string }[]
  assert.ok(api !== undefined)
  await admin.done('PATCH', `/apis/${api.id}`, { planIds: [...api.planIds, await admin.made('POST', '/plans', plan)] })
  const { page } = await opened.newPersonPage('developer')
  const drawer = page.getByRole('dialog')

  await t.test('searches the catalogue, and subscribes with a new application', async () => {
    await page.goto(`${url}/devportal/catalogue`)
    await page.getByRole('searchbox', { name: 'Search' }).fill('nothing of that name')
    await page.getByText('No API fits.', { exact: false }).waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('openai')
    await checkAccessibility(page)
    await page.getByRole('link', { name: 'OpenAI API 2.3.0' }).click()
    await page.getByLabel('Address', { exact: true }).getByText(`${gateway}${api.path}`).waitFor()
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await drawer.getByLabel('Application').selectOption({ label: 'A new one' })
    await drawer.getByLabel('Its name').fill('my desk')
    await checkAccessibility(page)
    await drawer.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByText('Subscribed. my desk may use OpenAI API from now on.').waitFor()
    await page.waitForURL(/\/devportal\/applications\//)
  })

  await t.test('asks for another plan, waits, and reads why not', async () => {
    await page.goto(`${url}/devportal/catalogue/${api.id}?open=subscribe`)
    await drawer.getByLabel('Application').selectOption({ label: 'A new one' })
    await drawer.getByLabel('Its name').fill('the build')
    await drawer.getByLabel('Plan').selectOption({ label: 'Careful' })
    await drawer.getByLabel('Why').fill('for the night')
    await drawer.getByRole('button', { name: 'Ask for it' }).click()
    await page.waitForURL(/\/devportal\/requests/)
    await page.getByText('You asked for OpenAI API/2.3.0 on Careful, for the build').waitFor()
    await page.getByText('waiting', { exact: true }).waitFor()
    const { items } = await admin.done('GET', '/requests?state=open')
    const [request] = items as { id: string }[]
    await admin.done('POST', `/requests/${request?.id}/refuse`, { answer: 'Ask again in May.' })
    await page.getByText('Ask again in May.', { exact: false }).waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'build-my-requests')
  })

  await t.test('the one command, pasted with an empty cache of npm, connects Codex and takes it back', async () => {
    await using folder = await temporaryFolder()
    await page.goto(`${url}/devportal/connect`)
    const shown = page.getByLabel('One command', { exact: true })
    await shown.getByText(`${url}/cli.tgz`).waitFor()
    assert.match(
      await page.request.get(`${url}/cli.tgz.sha256`).then((answer) => answer.text()),
      /^[0-9a-f]{64} {2}cli/,
    )
    const command = String(await shown.textContent()).replace('<your key>', await keyOf('my desk'))
    const mine = '# mine\nmodel="o3"  # strong\n[tui]\ntheme = "dark"'
    await mkdir(join(folder.path, '.codex'))
    const config = join(folder.path, '.codex', 'config.toml')
    await writeFile(config, mine)
    const connected = await paste(`${command} --yes`, folder.path)
    assert.match(connected.stdout, /✓ The gateway answered in \d+ ms/, connected.stderr)
    assert.match(await readFile(config, 'utf8'), new RegExp(`^base_url = "${gateway}${api.path}"$`, 'm'))
    const undone = await paste(`${command} --yes --undo`, folder.path)
    assert.equal(undone.exitCode, 0, undone.stderr)
    assert.equal(await readFile(config, 'utf8'), mine)
  })

  await t.test('pastes what the page shows, runs Codex, and the waiting card becomes the call', async () => {
    await using folder = await temporaryFolder()
    await page.goto(`${url}/devportal/connect`)
    await page.getByLabel('Application', { exact: true }).selectOption({ label: 'my desk' })
    await page.getByText('Waiting for a call of my desk.').waitFor()
    await page.getByRole('button', { name: 'New key' }).click()
    const keyLine = page.getByLabel('Key', { exact: true }).last()
    await keyLine.getByText(/tg_/).waitFor()
    const key = /tg_\w+/.exec(String(await keyLine.textContent()))?.[0] ?? ''
    const config = String(await page.getByLabel('config.toml', { exact: true }).textContent())
    assert.match(config, new RegExp(`base_url = "${gateway}${api.path}"`))
    assert.match(
      String(await page.getByLabel('Trust the certificate', { exact: true }).textContent()),
      /^export CODEX_CA_CERTIFICATE=/,
    )
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'download it' }).click()
    const file = join(folder.path, 'gateway_certificate.pem')
    await (await download).saveAs(file)
    await checkAccessibility(page)
    const run = await runCodex({
      ...{ version: '0.169.0', baseUrl: `${gateway}${api.path}`, key, config: `${config}\n` },
      certificate: { file, by: 'CODEX_CA_CERTIFICATE' },
    })
    assert.equal(run.exitCode, 0, run.stderr)
    await page.getByRole('link', { name: 'See the whole call' }).waitFor()
    await keepScreenshot(page, 'build-connect-first-call')
    await page.getByRole('link', { name: 'See the whole call' }).click()
    await drawer.getByText('codex_exec', { exact: false }).first().waitFor()
    await drawer.getByText('Timeline').waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'usage-exchange')
  })

  await t.test('in two environments an API has two addresses, and the choice fills what is pasted', async () => {
    const environmentId = await admin.made('POST', '/environments', { name: 'stage', hostNames: ['stage.example.com'] })
    await admin.done('POST', `/apis/${api.id}/deployments`, { environmentId })
    const staged = `https://stage.example.com${api.path}`
    await page.goto(`${url}/devportal/catalogue/${api.id}`)
    await page.getByLabel('Address in stage', { exact: true }).getByText(staged).waitFor()
    await page.goto(`${url}/devportal/connect?${new URLSearchParams({ api: api.id })}`)
    const config = page.getByLabel('config.toml', { exact: true })
    await config.getByText(`base_url = "${gateway}${api.path}"`).waitFor()
    await page.getByLabel('Environment', { exact: true }).selectOption({ label: 'stage' })
    await config.getByText(`base_url = "${staged}"`).waitFor()
    assert.equal(await page.getByRole('link', { name: 'download it' }).count(), 0)
  })

  async function keyOf(name: string): Promise<string> {
    const { items } = await admin.done('GET', `/applications?search=${encodeURIComponent(name)}`)
    const [application] = items as { id: string }[]
    return (await makeKey(admin, application?.id ?? '', { personId: null })).key
  }
})

/** Into a bash in an empty home, with nothing of npm's but its program. What would leave this machine fails. */
async function paste(lines: string, home: string): Promise<ProcessResult> {
  return await runProcess({
    command: '/bin/bash',
    args: ['-e', '-o', 'pipefail', '-c', lines],
    environment: {
      HOME: home,
      PATH: `${toolPath()}:${process.env.PATH ?? ''}`,
      SHELL: '/bin/bash',
      npm_config_update_notifier: 'false',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: 'localhost,127.0.0.1,::1',
    },
    folder: home,
    timeoutMs: 60_000,
  })
}

import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

type Parameters = Readonly<Record<string, unknown>>

const waitMs = 20_000

/** One page, used as a person uses it: by the labels of fields and the names of buttons. */
export class ChromiumPage {
  /** What the browser had to complain about: violations of the policy, scripts that failed, files that were not there. */
  readonly complaints: string[] = []
  readonly #send: (method: string, parameters: Parameters) => Promise<Parameters>

  constructor(send: (method: string, parameters: Parameters) => Promise<Parameters>) {
    this.#send = send
  }

  async begin(): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'Audits']) await this.#send(`${domain}.enable`, {})
  }

  hear(method: string, parameters: Parameters): void {
    const text = JSON.stringify(parameters)
    if (method === 'Runtime.exceptionThrown' || text.includes('ContentSecurityPolicyIssue')) this.complaints.push(text)
    if (method !== 'Log.entryAdded') return
    const { text: said, level, url } = parameters.entry as { text: string; level: string; url?: string }
    if (level === 'error' || level === 'warning') this.complaints.push(`${said} (${url ?? ''})`)
  }

  async open(url: string): Promise<void> {
    await this.#send('Page.navigate', { url })
  }

  /** What an expression comes to; a page that is just being left has no answer yet, and undefined is none. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails))
    return (answer.result as { value?: unknown }).value
  }

  /** Waits until the expression comes to true. */
  async until(expression: string): Promise<void> {
    const deadline = performance.now() + waitMs
    for (;;) {
      // Between two pages there is nothing to ask.
      const isSo = await this.evaluate(expression).catch(() => false)
      if (isSo === true) return
      if (performance.now() > deadline) throw new Error(`not so: ${expression}\n${await this.describe()}`)
      await sleep(25)
    }
  }

  /** Waits for words that a person would see. */
  async sees(words: string): Promise<void> {
    await this.until(`document.body.innerText.includes(${JSON.stringify(words)})`)
  }

  async at(path: string): Promise<void> {
    await this.until(`location.pathname + location.search === ${JSON.stringify(path)}`)
  }

  /** Types into the field of this label, in place of what is in it. */
  async type(label: string, text: string): Promise<void> {
    await this.until(`${finder(label)} !== undefined`)
    await this.evaluate(`{ const field = ${finder(label)}; field.focus(); field.select() }`)
    await this.#send('Input.insertText', { text })
  }

  /** Presses what is a button or a link of this name. */
  async press(name: string): Promise<void> {
    const found = `[...document.querySelectorAll('button, a, label')].find((one) => one.innerText.trim() === ${JSON.stringify(name)} && one.checkVisibility() && one.closest('[inert]') === null)`
    await this.until(`${found} !== undefined`)
    await this.evaluate(`${found}.click()`)
  }

  async pressKey(key: 'Enter' | 'Tab'): Promise<void> {
    const code = key === 'Enter' ? 13 : 9
    const what = { key, code: key, windowsVirtualKeyCode: code, ...(key === 'Enter' && { text: '\r' }) }
    await this.#send('Input.dispatchKeyEvent', { type: 'keyDown', ...what })
    await this.#send('Input.dispatchKeyEvent', { type: 'keyUp', ...what })
  }

  /** Waits until the cursor is in the field of this label. */
  async hasFocusOn(label: string): Promise<void> {
    await this.until(`document.activeElement.labels?.[0]?.innerText.trim() === ${JSON.stringify(label)}`)
  }

  async look(width: number, scheme: 'light' | 'dark'): Promise<void> {
    const metrics = { width, height: 800, deviceScaleFactor: 1, mobile: false }
    await this.#send('Emulation.setDeviceMetricsOverride', metrics)
    const features = [{ name: 'prefers-color-scheme', value: scheme }]
    await this.#send('Emulation.setEmulatedMedia', { features })
  }

  async screenshot(file: string): Promise<void> {
    const { data } = await this.#send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true })
    await writeFile(file, Buffer.from(String(data), 'base64'))
  }

  async close(): Promise<void> {
    await this.#send('Page.close', {})
  }

  private async describe(): Promise<string> {
    return String(await this.evaluate('location.pathname + "\\n" + document.body.innerText').catch(() => ''))
  }
}

function finder(label: string): string {
  return `[...document.querySelectorAll('label')].find((one) => one.innerText.trim() === ${JSON.stringify(label)} && one.checkVisibility() && one.closest('[inert]') === null)?.control`
}

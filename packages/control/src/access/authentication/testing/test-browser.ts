import type { Authentication } from '../authentication-contract.ts'

export const baseUrl = 'https://tollgate.test:9443'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly text: string
  readonly headers: Headers
  readonly setCookies: readonly string[]
}

/** A browser on the console's own pages: it keeps cookies, and sends its origin along. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()
  readonly authentication: Authentication
  readonly address: string

  constructor(authentication: Authentication, address = '192.0.2.7') {
    this.authentication = authentication
    this.address = address
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, { headers })
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin: baseUrl, ...headers },
    })
  }

  async send(method: string, path: string, init: { headers: Record<string, string>; body?: string }): Promise<Answer> {
    const headers = new Headers(init.headers)
    if (this.cookies.size > 0 && !headers.has('cookie')) headers.set('cookie', this.cookieHeader())
    if (headers.get('origin') === '') headers.delete('origin')
    const request = new Request(`${baseUrl}/api/auth${path}`, { ...init, method, headers })
    const response = await this.authentication.handle(request, { address: this.address })
    const text = await response.text()
    const setCookies = response.headers.getSetCookie()
    for (const cookie of setCookies) this.keep(cookie)
    const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
    return { status: response.status, body, text, headers: response.headers, setCookies }
  }

  signIn(email: string, password: string): Promise<Answer> {
    return this.post('/sign-in/email', { email, password })
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  session() {
    return this.authentication.sessionOf(new Headers({ cookie: this.cookieHeader() }))
  }

  private keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';')
    const [name = '', ...value] = pair.split('=')
    if (attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) this.cookies.delete(name)
    else this.cookies.set(name, value.join('='))
  }
}

// What the pages share: asking the server, saying what went wrong, and where to go next.

const away = 'The server does not answer: try again in a moment.'

/** The element of this id; that it is there is for the page beside the script to see to. */
export function element(id) {
  return document.getElementById(id)
}

/** @returns {Promise<{ ok: boolean, status: number, kind: string, sentence: string, body: Record<string, unknown> }>} */
export async function ask(method, path, body) {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const said = await response.json()
    return {
      ok: response.ok,
      status: response.status,
      kind: String(said.type ?? '').replace('urn:tollgate:problem:', ''),
      sentence: String(said.detail ?? away),
      body: said,
    }
  } catch {
    return { ok: false, status: 0, kind: 'away', sentence: away, body: {} }
  }
}

/** Shows sentences in the summary, which is read out, and puts the cursor where the first one is mended. */
export function showErrors(...errors) {
  clearErrors()
  const lines = errors.map(({ sentence }) => {
    const line = document.createElement('p')
    line.textContent = sentence
    return line
  })
  element('errors').replaceChildren(...lines)
  const fields = errors.flatMap(({ field }) => (field === undefined ? [] : [element(field)]))
  for (const field of fields) field.setAttribute('aria-invalid', 'true')
  const target = fields[0] ?? element('errors')
  target.focus()
}

export function clearErrors() {
  element('errors').replaceChildren()
  for (const field of document.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid')
}

export function showNotice(sentence) {
  element('notice').textContent = sentence
  element('notice').hidden = sentence === ''
}

/** Runs the work of a form, one at a time: a button that is pressed twice does it once. */
export async function during(form, work) {
  if (form.ariaBusy === 'true') return
  form.ariaBusy = 'true'
  try {
    await work()
  } finally {
    form.ariaBusy = 'false'
  }
}

/** The forms are inert until there is a script to answer them: what is typed earlier would be lost. */
export function onSubmit(form, work) {
  form.inert = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void during(form, work)
  })
}

/** The page to go to after the log-in, as the address says it; anything but a path of ours is the first page. */
export function returnPath() {
  const asked = new URLSearchParams(location.search).get('returnTo') ?? ''
  // The same characters that the server takes for single sign-on: nothing that a browser reads as another host.
  if (asked.length > 500 || !/^\/(?![/\\])[\w\-./?=&%#~]*$/.test(asked)) return '/'
  return URL.parse(asked, location.origin)?.origin === location.origin ? asked : '/'
}

export function logInAddress(returnTo) {
  return `/log-in?returnTo=${encodeURIComponent(returnTo)}`
}

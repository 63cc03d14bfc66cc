import { ask, clearErrors, during, element, logInAddress, onSubmit, showErrors, showNotice } from './form.js'

const decision = element('decision')
const codeForm = element('code-form')

/** Whoever opens a code first is the only one who may decide. */
const ofAnother = 'Somebody else has opened this code before you: begin again in the terminal, for a new one.'

/** As the terminal shows it: without the hyphens and small letters that people add. */
function plain(code) {
  return code
    .replace(/[^a-z0-9]/gi, '')
    .toUpperCase()
    .slice(0, 20)
}

const userCode = plain(new URLSearchParams(location.search).get('user_code') ?? '')

function addressOf(code) {
  return code === '' ? '/device' : `/device?user_code=${code}`
}

/** True where there was nobody to ask for: the log-in leads back here. */
function toLogIn({ status }) {
  if (status !== 401) return false
  location.replace(logInAddress(addressOf(userCode)))
  return true
}

function show(part) {
  for (const one of [element('loading'), decision, codeForm]) one.hidden = one !== part
}

async function start() {
  const session = await ask('GET', '/session')
  if (toLogIn(session)) return
  if (!session.ok) return failed(session)
  element('email').textContent = String(session.body.email)
  if (userCode === '') return askForCode()
  const code = await ask('GET', `/device?user_code=${userCode}`)
  if (toLogIn(code)) return
  if (!code.ok) return failed(code)
  if (code.body.status !== 'pending') return decided(code.body.status)
  element('user-code').textContent = userCode
  show(decision)
  // Not on a button: a key that was pressed for the page before must not decide here.
  element('title').focus()
}

function failed({ sentence }) {
  askForCode()
  showErrors({ sentence })
}

function askForCode() {
  show(codeForm)
  element('code').focus()
}

async function decide(verb) {
  clearErrors()
  const answer = await ask('POST', `/device/${verb}`, { userCode })
  if (toLogIn(answer)) return
  if (answer.ok) decided(answer.body.status)
  else showErrors({ sentence: answer.status === 403 ? ofAnother : answer.sentence })
}

function decided(status) {
  show(undefined)
  showNotice(
    status === 'approved'
      ? 'Approved: the command line is logged in within a few seconds. You can close this page.'
      : 'Denied: the command line was turned away. You can close this page.',
  )
}

onSubmit(decision, () => decide('approve'))
element('deny').addEventListener('click', () => during(decision, () => decide('deny')))
onSubmit(codeForm, async () => {
  const code = plain(element('code').value)
  if (code === '') showErrors({ sentence: 'Enter the code that the terminal shows.', field: 'code' })
  else location.assign(addressOf(code))
})
void start()

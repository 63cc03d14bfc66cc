import { ask, clearErrors, during, element, onSubmit, returnPath, showErrors, showNotice } from './form.js'

const passwordForm = element('password-form')
const codeForm = element('code-form')
const email = element('email')
const password = element('password')
const code = element('code')

/** Codes of the single sign-on; what else stands in the address is never shown. */
const errorSentences = {
  access_denied: 'The identity provider did not let you in, or you turned back there.',
  not_invited:
    'The identity provider knows you, but nobody has invited this e-mail address here: ask an administrator for an invitation.',
  email_not_verified:
    'The identity provider has not verified your e-mail address: have it verified there, then try again.',
  no_email: 'The identity provider does not say what your e-mail address is: ask your administrator.',
  email_not_found: 'The identity provider does not say what your e-mail address is: ask your administrator.',
  another_identity:
    'This e-mail address belongs to another identity of the provider: ask an administrator to look into it.',
  state_mismatch: 'The log-in took too long, or it was begun in another browser: try again.',
  state_not_found: 'The log-in took too long, or it was begun in another browser: try again.',
}
const otherError = 'Single sign-on did not work: try again, or ask your administrator whether you may log in.'

const noticeSentences = { 'password-set': 'The password is set: log in with it.' }

/** Whether the code that is asked for is one of the backup codes. */
let backup = false

function goOn() {
  location.replace(returnPath())
}

function start() {
  const query = new URLSearchParams(location.search)
  const error = query.get('error')
  if (error !== null)
    showErrors({ sentence: Object.hasOwn(errorSentences, error) ? errorSentences[error] : otherError })
  const notice = query.get('notice') ?? ''
  if (Object.hasOwn(noticeSentences, notice)) showNotice(noticeSentences[notice])
  if (error === null) email.focus()
  void showSession()
  void showProviders()
}

async function showSession() {
  const { ok, body } = await ask('GET', '/session')
  if (!ok) return
  element('session-email').textContent = String(body.email)
  element('continue').href = returnPath()
  element('session').hidden = false
}

async function showProviders() {
  const { body } = await ask('GET', '/providers')
  const providers = Array.isArray(body.providers) ? body.providers : []
  const buttons = providers.map(({ id, name }) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'plain'
    button.textContent = `Continue with ${name}`
    button.addEventListener('click', () => during(passwordForm, () => beginSingleSignOn(id)))
    return button
  })
  element('providers').replaceChildren(...buttons)
  element('providers').hidden = buttons.length === 0
}

async function beginSingleSignOn(provider) {
  clearErrors()
  const { ok, sentence, body } = await ask('POST', '/sign-in/oidc', { provider, returnTo: returnPath() })
  if (ok && typeof body.url === 'string') location.assign(body.url)
  else showErrors({ sentence })
}

function missingEmail() {
  if (email.value.trim() === '') return [{ sentence: 'Enter your e-mail address.', field: 'email' }]
  return email.validity.typeMismatch ? [{ sentence: 'This is not an e-mail address.', field: 'email' }] : []
}

async function logIn() {
  showNotice('')
  const missing = missingEmail()
  if (password.value === '') missing.push({ sentence: 'Enter your password.', field: 'password' })
  if (missing.length > 0) return showErrors(...missing)
  clearErrors()
  const answer = await ask('POST', '/sign-in/email', { email: email.value.trim(), password: password.value })
  if (!answer.ok) return showErrors({ sentence: answer.sentence, field: 'password' })
  if (answer.body.status !== 'two-factor-required') return goOn()
  showStep('code')
}

async function confirmCode() {
  const entered = backup ? code.value.trim() : code.value.replace(/\s/g, '')
  if (entered === '') return showErrors({ sentence: 'Enter the code.', field: 'code' })
  clearErrors()
  const path = backup ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp'
  const { ok, kind, sentence } = await ask('POST', path, { code: entered })
  if (ok) return goOn()
  code.value = ''
  // These two end the attempt: it goes on with the password.
  if (kind !== 'no-challenge' && kind !== 'used-code') return showErrors({ sentence, field: 'code' })
  showStep('password')
  showErrors({ sentence, field: 'password' })
}

function showStep(step) {
  const confirming = step === 'code'
  passwordForm.hidden = confirming
  codeForm.hidden = !confirming
  element('session').hidden = true
  element('providers').hidden = confirming || element('providers').childElementCount === 0
  element('title').textContent = confirming ? 'Confirm that it is you' : 'Log in'
  password.value = ''
  chooseCode(false)
  if (!confirming) password.focus()
}

function chooseCode(toBackup) {
  backup = toBackup
  element('code-label').textContent = backup ? 'Backup code' : 'Code of the app'
  element('code-hint').textContent = backup
    ? 'Enter one of the codes that you kept when you set up the second factor. Each works once.'
    : 'Enter the six digits that your authenticator app shows now.'
  element('other-code').textContent = backup ? 'Use the app' : 'Use a backup code'
  code.inputMode = backup ? 'text' : 'numeric'
  code.autocomplete = backup ? 'off' : 'one-time-code'
  code.value = ''
  clearErrors()
  code.focus()
}

async function forgot() {
  showNotice('')
  const missing = missingEmail()
  if (missing.length > 0) return showErrors(...missing)
  clearErrors()
  const { ok, sentence } = await ask('POST', '/request-password-reset', { email: email.value.trim() })
  if (!ok) return showErrors({ sentence })
  showNotice(
    'If there is a log-in with this address, a link is on its way to it. If no mail comes, ask your administrator for a link.',
  )
}

async function logOut() {
  const { ok, sentence } = await ask('POST', '/sign-out', {})
  if (!ok) return showErrors({ sentence })
  element('session').hidden = true
  showNotice('You are logged out.')
  email.focus()
}

onSubmit(passwordForm, logIn)
onSubmit(codeForm, confirmCode)
element('forgot').addEventListener('click', () => during(passwordForm, forgot))
element('log-out').addEventListener('click', () => during(passwordForm, logOut))
element('other-code').addEventListener('click', () => chooseCode(!backup))
element('start-again').addEventListener('click', () => showStep('password'))
start()

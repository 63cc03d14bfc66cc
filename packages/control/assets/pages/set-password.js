import { ask, clearErrors, element, onSubmit, showErrors } from './form.js'

const charactersMin = 12

const password = element('password')
const again = element('again')

/** Behind the '#', which reaches no server: a link of another person may be opened in the same tab. */
function token() {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
}

function start() {
  const complete = token() !== ''
  element('form').hidden = !complete
  element('without-link').hidden = complete
  if (complete) {
    clearErrors()
    password.focus()
  } else showErrors({ sentence: 'The link is incomplete: what sets a password is missing from it.' })
}

/** What can be told before the server is asked, which has the last word. */
function objections() {
  if (password.value === '') return [{ sentence: 'Enter the new password.', field: 'password' }]
  const characters = [...password.value].length
  if (characters < charactersMin)
    return [
      { sentence: `The password has ${characters} characters: use at least ${charactersMin}.`, field: 'password' },
    ]
  if (again.value !== password.value) return [{ sentence: 'The two passwords are not the same.', field: 'again' }]
  return []
}

async function setPassword() {
  const found = objections()
  if (found.length > 0) return showErrors(...found)
  clearErrors()
  const { ok, kind, sentence } = await ask('POST', '/set-password', { token: token(), password: password.value })
  // In place of this page: the link is spent and should not stay in the history.
  if (ok) return location.replace('/log-in?notice=password-set')
  if (kind === 'invalid-link') element('without-link').hidden = false
  showErrors(kind === 'invalid' ? { sentence, field: 'password' } : { sentence })
}

onSubmit(element('form'), setPassword)
element('show').addEventListener('change', ({ target }) => {
  for (const field of [password, again]) field.type = target.checked ? 'text' : 'password'
})
addEventListener('hashchange', start)
start()

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointUrlProblem, normaliseEndpointUrl } from './endpoint-url.ts'

test('normaliseEndpointUrl implies /v1 where there is no path, and takes slashes off the end', () => {
  const cases = [
    ['https://api.openai.com', 'https://api.openai.com/v1'],
    ['https://api.openai.com/', 'https://api.openai.com/v1'],
    [' https://api.openai.com/v1/ ', 'https://api.openai.com/v1'],
    ['https://host.example:444/openai/v1//', 'https://host.example:444/openai/v1'],
    ['HTTP://HOST.example:80', 'http://host.example/v1'],
  ] as const
  for (const [text, url] of cases) assert.equal(normaliseEndpointUrl(text), url)
})

test('endpointUrlProblem takes public addresses', () => {
  for (const url of ['https://api.openai.com', 'http://8.8.8.8:8000/v1', 'https://[2606:4700::1]/v1'])
    assert.equal(endpointUrlProblem(url, false), undefined, url)
})

test('endpointUrlProblem says what is wrong, never with the password', () => {
  const cases: Array<[string, RegExp]> = [
    ['api.openai.com', /no address that can be read/],
    ['ftp://host.example', /only https/],
    ['https://user:hunter2@host.example', /user name or password/],
    ['https://host.example?key=hunter2', /has a query/],
    ['https://host.example#hunter2', /has a fragment/],
  ]
  for (const [url, pattern] of cases) {
    const problem = endpointUrlProblem(url, true) ?? ''
    assert.match(problem, pattern)
    assert.doesNotMatch(problem, /hunter2/)
  }
})

test('endpointUrlProblem keeps private addresses out unless they are allowed', () => {
  const urls = [
    'http://localhost:8000',
    'http://127.0.0.1',
    'http://2130706433',
    'http://[::1]',
    'http://169.254.169.254',
    'http://10.1.2.3',
    'http://nas.local',
  ]
  for (const url of urls) {
    assert.match(endpointUrlProblem(url, false) ?? '', /TOLLGATE_ALLOW_PRIVATE_UPSTREAMS=1/, url)
    assert.equal(endpointUrlProblem(url, true), undefined, url)
  }
})

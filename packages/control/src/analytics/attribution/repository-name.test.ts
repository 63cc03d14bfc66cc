import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repositoryName } from './repository-name.ts'

const remotes: readonly (readonly [string, string | null])[] = [
  ['https://github.com/acme/shop.git', 'github.com/acme/shop'],
  ['https://github.com/acme/shop/', 'github.com/acme/shop'],
  ['https://user:p@ss@GitHub.com:8443/acme/shop.git?x=1#y', 'github.com/acme/shop'],
  ['ssh://git@gitlab.example.com:2222/group/sub/shop.git', 'gitlab.example.com/group/sub/shop'],
  ['git@github.com:acme/shop.git', 'github.com/acme/shop'],
  ['github.com:acme/shop', 'github.com/acme/shop'],
  ['git@ssh.dev.azure.com:v3/org/project/repo', 'ssh.dev.azure.com/v3/org/project/repo'],
  ['https://dev.azure.com/org/my%20project/_git/repo', 'dev.azure.com/org/my%20project/_git/repo'],
  ['git://host/a.b~c+d.git', 'host/a.b~c+d'],
  ['https://github.com', null],
  ['https://github.com/', null],
  ['/home/dev/shop', null],
  ['../shop', null],
  ['C:\\src\\shop', null],
  ['C:/src/shop', null],
  ['file:///home/dev/shop', null],
  ['javascript://x/alert(1)', null],
  ['https://github.com/../x', 'github.com/x'],
  ['git@github.com:../x', null],
  ['git@github.com:a b', null],
  ['https://github.com/<script>', 'github.com/%3Cscript%3E'],
  [`https://github.com/${'x'.repeat(300)}`, null],
  [`https://github.com/${'x/'.repeat(20)}`, null],
  ['', null],
  ['https://', null],
]

for (const [remote, name] of remotes)
  test(`of ${JSON.stringify(remote.slice(0, 60))}`, () => assert.equal(repositoryName(remote), name))

import { test } from 'node:test'
import { walkPages } from './walk-pages.ts'

test('every page of publishers and administrators', (t) => walkPages(t, isTheirs))

test('every page of developers and of usage', (t) => walkPages(t, (path) => !isTheirs(path)))

function isTheirs(path: string): boolean {
  return /^\/(?:publisher|admin)/.test(path)
}

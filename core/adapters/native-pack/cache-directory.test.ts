import { expect, test } from 'bun:test'
import { cacheDirectory } from './cache-directory.ts'

test('AURA_CACHE_DIR comes before XDG_CACHE_HOME, and that before the home directory', () => {
  const env = { AURA_CACHE_DIR: '/a', XDG_CACHE_HOME: '/x', HOME: '/h' }
  expect(cacheDirectory(env)).toBe('/a')
  expect(cacheDirectory({ ...env, AURA_CACHE_DIR: undefined })).toBe('/x/aura')
  expect(cacheDirectory({ HOME: '/h' })).toBe('/h/.cache/aura')
})

test('a relative XDG_CACHE_HOME is ignored, as its specification demands', () => {
  expect(cacheDirectory({ XDG_CACHE_HOME: 'x', HOME: '/h' })).toBe('/h/.cache/aura')
})

test('without HOME the directory is still an absolute one', () => {
  expect(cacheDirectory({})).toStartWith('/')
})

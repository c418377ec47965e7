import { expect, test } from 'bun:test'
import { returnAddress, signInAddress } from './return-address.ts'

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '',
  undefined,
])('signing in never leads away from this server: %s', (to) => {
  expect(returnAddress(to)).toBe('/')
})

test('signing in leads back to where one was', () => {
  const url = '/chat/1?x=a&b=c'
  expect(returnAddress(new URL(`https://aura${signInAddress(url)}`).searchParams.get('to') ?? '')).toBe(url)
  expect(signInAddress('/signin?to=/c')).toBe('/signin')
})

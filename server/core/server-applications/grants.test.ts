import { describe, expect, it } from 'vitest'
import { isGranted } from './grants.ts'

describe('isGranted', () => {
  it.each([
    ['com.example.chat', 'com.example.chat', true],
    ['com.example.chat', 'com.example.chat2', false],
    ['com.example.chat', 'com.example', false],
    ['com.example.chat', 'COM.EXAMPLE.CHAT', false],
    ['com.example.*', 'com.example.chat', true],
    ['com.example.*', 'com.example.a.b', true],
    ['com.example.*', 'com.example', false],
    ['com.example.*', 'com.examples.chat', false],
    ['com.example.*', 'com.example.', true],
    ['com*', 'com.example', false],
    ['*', 'com.example', false],
    ['com.*.chat', 'com.example.chat', false],
  ])('%s over %s: %s', (grant, applicationName, granted) => {
    expect(isGranted([grant], applicationName)).toBe(granted)
  })

  it('grants nothing without a grant, and needs only one of several', () => {
    expect(isGranted([], 'com.example.chat')).toBe(false)
    expect(isGranted(['org.other', 'com.example.*'], 'com.example.chat')).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { type Display, readDisplay } from './display.ts'
import { describeInvalid } from './invalid.ts'
import { payloadSchema } from './notification.ts'

const WHOLE = {
  title: 'Backup done',
  body: '12 GB in 3 min',
  navigate: 'https://example.com/backups/7',
  tag: 'backup',
  lang: 'en',
  dir: 'ltr',
  silent: false,
  icon: 'https://example.com/icon.png',
  timestamp: 1_700_000_000_000,
  requireInteraction: true,
  actions: [{ action: 'log', title: 'Log', navigate: 'https://example.com/log' }],
  data: { size: 12 },
} satisfies Display

const marked = (notification: unknown) => ({ web_push: 8030, notification })

describe('A payload for a person', () => {
  it('is valid with every member, and with a title alone', () => {
    for (const notification of [WHOLE, { title: 'x' }, { title: 'x', vibrate: [1] }]) {
      expect(payloadSchema.safeParse(marked(notification)).success).toBe(true)
      expect(readDisplay(marked(notification))).toMatchObject({ title: notification.title })
    }
    expect(readDisplay(marked(WHOLE))).toEqual(WHOLE)
  })

  it.each([
    [{}, 'notification.title'],
    [{ title: '' }, 'notification.title: must not be empty'],
    [{ title: 'x', navigate: 'javascript:alert(1)' }, 'navigate: must be an absolute http or https URL'],
    [{ title: 'x', navigate: '/backups' }, 'navigate: must be an absolute http or https URL'],
    [{ title: 'x', dir: 'up' }, 'dir: must be auto, ltr or rtl'],
    [{ title: 'x', actions: [{ action: 'a' }] }, 'actions.0.title'],
    [{ title: 'x', actions: Array(9).fill({ action: 'a', title: 'b' }) }, 'at most 8 actions'],
    ['text', 'notification'],
    [null, 'notification'],
  ])('is refused with the name of the element: %j', (notification, message) => {
    const { error } = payloadSchema.safeParse(marked(notification))
    expect(error && describeInvalid(error)).toContain(message)
  })

  it.each([
    { web_push: 8031, notification: 7 },
    { web_push: '8030' },
    { notification: { title: 7 } },
    [8030],
    'web_push',
    null,
  ])('is only one that claims it: %j passes unchecked', (payload) => {
    expect(payloadSchema.safeParse(payload).success).toBe(true)
    expect(readDisplay(payload)).toBeUndefined()
  })

  it('is read without the members that a receiver must not use', () => {
    const hostile = {
      title: 'x',
      body: 7,
      navigate: 'javascript:alert(1)',
      icon: 'data:text/html,x',
      dir: 'up',
      actions: [{ action: 'a', title: 'b', navigate: 'file:///etc/passwd' }, 'no', { title: 'c' }],
    }
    expect(readDisplay(marked(hostile))).toEqual({ title: 'x', actions: [{ action: 'a', title: 'b' }] })
    expect(readDisplay(marked({ title: 7 }))).toBeUndefined()
  })
})

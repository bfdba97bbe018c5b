import { expect, it } from 'vitest'
import { INBOX_PLATFORM } from '#protocol/inbox-platform.ts'
import { receiverOf } from './receiver-of.ts'

const TOKEN = `g1${'A'.repeat(43)}`

it.each([
  ['https://updates.push.services.mozilla.com/wpush/v2/abc', 'mozilla'],
  ['https://fcm.googleapis.com/fcm/send/abc', 'google'],
  ['https://web.push.apple.com/abc', 'apple'],
  ['https://wns2-par02p.notify.windows.com/w/?token=abc', 'microsoft'],
  [`https://push.example.com/wp/${TOKEN}`, 'aoiServer'],
  ['https://push.example.com/wp/abc', 'unifiedPush'],
  [`https://ntfy.example.com/up${TOKEN}`, 'unifiedPush'],
  ['https://fcm.googleapis.com.example.com/abc', 'unifiedPush'],
  ['https://notgoogleapis.com/abc', 'unifiedPush'],
])('names the receiver at %s: %s', (endpoint, kind) => {
  expect(receiverOf({ endpoint })).toEqual({ kind, pushHost: new URL(endpoint).host })
})

it('tells a member at the push socket from one that only has sessions', () => {
  expect(receiverOf({ channelId: 'c', endpoint: null })).toEqual({ kind: 'pushSocket' })
  expect(receiverOf({ channelId: null, endpoint: null })).toEqual({ kind: 'session' })
})

it('names the inbox by the platform of its device, at any push service or none', () => {
  const platform = INBOX_PLATFORM
  expect(receiverOf({ platform })).toEqual({ kind: 'inbox' })
  expect(receiverOf({ platform, endpoint: 'https://web.push.apple.com/abc' })).toEqual({
    ...{ kind: 'inbox', pushHost: 'web.push.apple.com' },
  })
})

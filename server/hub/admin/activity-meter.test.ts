import { expect, it } from 'vitest'
import type { ActivityFrame } from '#protocol/dashboard/feed.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { ActivityMeter } from './activity-meter.ts'

it('The feed reports findings that opened or changed, in one frame with the other events of a quarter of a second', () => {
  const clock = new TestClock()
  const frames: ActivityFrame[] = []
  const meter = new ActivityMeter(clock, (frame) => frames.push(frame))
  meter.onAnnouncement({ kind: 'findingsChanged' })
  meter.onAnnouncement({ kind: 'apiKeyCreated', apiKeyId: '0123456789abcdef' })
  meter.onAnnouncement({ kind: 'findingsChanged' })
  meter.onAnnouncement({ kind: 'grown', tokenId: 1, headSeq: 1 })
  clock.advance(1000)
  expect(frames).toEqual([{ accepted: 0, acked: 0, registrations: 0, sessions: 0, apiKeys: 1, findings: 2 }])
})

import { describe, expect, it } from 'vitest'
import { CLIENT_CONDITIONS } from '#protocol/dashboard/client-conditions.ts'
import { conditionTexts } from './condition-texts.ts'

const PARTS = {
  since: '30 Nov 2026, 10:00',
  queue: 3,
  connections: 6,
  urgency: 'high',
  pushHost: 'push.example',
}
/** The part of each sentence that names its own facts. */
const NAMED: Partial<Record<(typeof CLIENT_CONDITIONS)[number], string>> = {
  ...{ reconnecting: '6 ', heldBack: 'high', pushServiceOwes: 'push.example', byPushService: 'push.example' },
  ...{
    endNotRecorded: PARTS.since,
    connectionEnded: PARTS.since,
    sentAway: PARTS.since,
    upToDate: PARTS.since,
  },
  ...{ windowFull: '3 ', notAcknowledging: '3 ', catchingUp: '3 ', behindElsewhere: '3 ' },
}

describe.each(['en', 'de'] as const)('the sentence in %s', (language) => {
  const texts = conditionTexts[language]

  it.each(CLIENT_CONDITIONS)('for %s is one sentence with its facts', (name) => {
    const sentence = texts[name](PARTS)
    const own = sentence.replace(PARTS.pushHost, '')
    expect(own).toMatch(/^[A-Z][^.]*\.$/s)
    expect(own).not.toMatch(/undefined|\?/)
    expect(sentence).toContain(NAMED[name] ?? '')
  })

  it('is different for each condition', () => {
    expect(new Set(CLIENT_CONDITIONS.map((name) => texts[name](PARTS))).size).toBe(CLIENT_CONDITIONS.length)
  })
})

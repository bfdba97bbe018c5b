import { describe, expect, it } from 'vitest'
import {
  type Draft,
  EMPTY_DRAFT,
  findProblems,
  messageOf,
  payloadOf,
  shownDisplay,
  withMessage,
} from './draft.ts'

const NOW = new Date(2026, 10, 30, 12, 0)
const whole: Draft = {
  ...EMPTY_DRAFT,
  ...{
    application: 'com.example.news',
    title: 'Maintenance',
    body: 'At 22:00',
    tag: 'planned',
    silent: true,
  },
  ...{
    navigate: 'https://example.com/',
    topic: 'planned',
    until: 'count',
    untilCount: '3',
    ttl: '2 h 30 min',
  },
  actions: [{ title: 'Status', navigate: 'https://status.example.com/' }],
}
const problemsOf = (part: Partial<Draft>) =>
  findProblems({ ...whole, ...part }, NOW).map(({ field, problem }) => `${field}: ${problem}`)

describe('a draft', () => {
  it('becomes a message with a payload for people', () => {
    expect(problemsOf({})).toEqual([])
    const { payload, ...message } = messageOf(whole)
    expect(message).toEqual({ ttl: 9000, urgency: 'normal', topic: 'planned', until: '3' })
    expect(JSON.parse(payload)).toEqual({
      web_push: 8030,
      notification: {
        ...{ title: 'Maintenance', body: 'At 22:00', navigate: 'https://example.com/', tag: 'planned' },
        silent: true,
        actions: [{ action: 'action-1', title: 'Status', navigate: 'https://status.example.com/' }],
      },
    })
  })

  it.each([
    [{ application: '' }, 'audience: audienceMissing'],
    [{ title: ' ' }, 'title: titleMissing'],
    [{ navigate: 'javascript:alert(1)' }, 'navigate: addressWrong'],
    [{ actions: [{ title: 'Open', navigate: '/here' }] }, 'action: actionWrong'],
    [{ form: 'json', json: '{"a":' }, 'json: jsonWrong'],
    [{ ttl: '86400' }, 'ttl: ttlWrong'],
    [{ ttl: '29 d' }, 'ttl: ttlWrong'],
    [{ topic: 'two words' }, 'topic: topicWrong'],
    [{ date: '2026-11-29', time: '22:00' }, 'time: timePast'],
    [{ date: '2027-01-30', time: '22:00' }, 'time: timeFar'],
    [{ untilCount: '0' }, 'until: untilWrong'],
  ] as const)('names the field that cannot be sent: %o', (part, problem) => {
    expect(problemsOf(part)).toEqual([problem])
  })

  it('comes back from its message, and keeps audience and time', () => {
    const target = { ...EMPTY_DRAFT, application: 'com.example.other', time: '22:00' }
    const { application, time, ...rest } = withMessage(target, messageOf(whole), '2 h 30 min')
    expect([application, time]).toEqual(['com.example.other', '22:00'])
    expect({ ...rest, application: 'com.example.news', time: '' }).toEqual(whole)
  })

  it.each([
    '{"order":12345678901234567890}',
    '{"web_push":8030,"notification":{"title":"x","vibrate":[1]}}',
    '{"web_push":8030,"notification":{"title":"x","actions":[{"action":"a","title":"a"},{"action":"b","title":"b"},{"action":"c","title":"c"}]}}',
  ])('keeps a payload that the fields cannot show as JSON: %.40s', (payload) => {
    const draft = withMessage(EMPTY_DRAFT, { payload, ttl: 60, urgency: 'low' }, '1 min')
    expect([draft.form, payloadOf(draft)]).toEqual(['json', payload])
  })

  it('shows a preview of JSON only if it is for people', () => {
    expect(shownDisplay({ ...whole, form: 'json', json: '{"text":"hello"}' })).toBeUndefined()
    const json = '{"web_push":8030,"notification":{"title":"Hello"}}'
    expect(shownDisplay({ ...whole, form: 'json', json })).toEqual({ title: 'Hello' })
  })
})

import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { TemplateMessage } from '#protocol/dashboard/compose.ts'
import { isReached } from './is-reached.ts'
import { toCli, toCurl, toTypeScript } from './send-codes.ts'

const publicUrl = 'https://push.example.com'
const HOSTILE = `it's "$(reboot)" \`now\` — 12345678901234567890`
const display = JSON.stringify({ web_push: 8030, notification: { title: HOSTILE, body: 'At 22:00' } })
const message: TemplateMessage = {
  payload: display,
  ttl: 3600,
  urgency: 'high',
  topic: 'planned',
  until: '2',
}
const at = '2026-12-24T18:00:00.000Z'

/** Runs a command line with a stand-in that prints its words, and returns these. */
function wordsOf(line: string): string[] {
  const script = `curl() { printf '%s\\n' "$@"; }; npx() { printf '%s\\n' "$@"; }; ${line}`
  const env = { ...process.env, CLIENT_APP_TOKEN: 'g1token', AOI_API_KEY: 'aoi_sk_1' }
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).trim().split('\n')
}

describe('the act as a program', () => {
  it('is a curl command that a shell reads as it was meant', () => {
    const words = wordsOf(toCurl({ publicUrl, message, deliverAt: undefined }))
    expect(words[0]).toBe('https://push.example.com/api/v1/notifications?until=2')
    expect(words).toContain('Prefer: wait=30')
    expect(JSON.parse(words.at(-1) ?? '')).toEqual({
      ...{ messageType: 'notificationReq', clientAppToken: 'g1token', ttl: 3600, urgency: 'high' },
      ...{ topic: 'planned', payload: JSON.parse(display) },
    })
  })

  it('is an aoi command with a title, or with any JSON', () => {
    const words = wordsOf(toCli({ publicUrl, message, deliverAt: at }))
    expect(words.slice(0, 2)).toEqual(['aoi', 'send'])
    expect(words[words.indexOf('--title') + 1]).toBe(HOSTILE)
    expect(words[words.indexOf('--at') + 1]).toBe(at)
    expect(words).not.toContain('--until')
    expect(words.at(-1)).toBe('g1token')
    const json = { ...message, payload: '{"order": 12345678901234567890}' }
    expect(wordsOf(toCli({ publicUrl, message: json, deliverAt: undefined })).at(-1)).toBe(
      '{"order":12345678901234567890}',
    )
  })

  it('is a program with the library, which schedules a planned notification', () => {
    expect(toTypeScript({ publicUrl, message, deliverAt: undefined })).toContain('"until":2,"wait":30')
    expect(toTypeScript({ publicUrl, message, deliverAt: at })).toContain(
      `application.schedule(token, payload, { at: new Date('${at}'), "ttl":3600,"urgency":"high","topic":"planned" })`,
    )
  })
})

it('counts acks until as many devices as wanted have acknowledged', () => {
  const counts = { acked: 2, recipients: 3, state: 'live' } as const
  expect(['first', 'all', '2', '3'].map((until) => isReached(counts, until))).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect(isReached({ ...counts, state: 'scheduled' }, 'first')).toBe(false)
})

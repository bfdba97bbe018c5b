import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { curlOf } from './curl.ts'

const TOKEN = 'g1exampletoken'

/** What the shell gives `curl`. */
function run(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`
  const env = {
    AOI_API_KEY: 'key',
    CLIENT_APP_TOKEN: TOKEN,
    PATH: '/usr/bin:/bin',
    NODE_ENV: 'test',
  } as const
  return execFileSync('/bin/sh', ['-c', script], { env }).toString().split('\0')
}

describe('a notification as a command', () => {
  test('sends the same payload to the token, whatever is in the payload', () => {
    const payloads = fc.json({ maxDepth: 2 }).filter((json) => !json.includes('\0'))
    fc.assert(
      fc.property(payloads, (payload) => {
        const words = run(curlOf('http://127.0.0.1:4321', { payload, ttlSeconds: 60, urgency: 'high' }))
        const body = JSON.parse(words[words.indexOf('--data-raw') + 1] ?? '')
        expect(body).toEqual({
          messageType: 'notificationReq',
          payload: JSON.parse(payload),
          ttl: 60,
          urgency: 'high',
          clientAppToken: TOKEN,
        })
        expect(words).toContain('Authorization: Bearer key')
      }),
      { numRuns: 30 },
    )
  })

  test('runs nothing that the payload says', () => {
    const payload = JSON.stringify(`'; touch /tmp/x; echo '$(id)\`id\``)
    const words = run(curlOf('http://a.test', { payload, ttlSeconds: 0, urgency: 'normal', topic: 'score' }))
    expect(words.at(-2)).toContain('$(id)')
    expect(words[0]).toBe('http://a.test/api/v1/notifications')
  })
})

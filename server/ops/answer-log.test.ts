import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '../testing/test-clock.ts'
import { AnswerLog } from './answer-log.ts'

it('logs each 5xx with its request id and without a token, up to a limit, and counts refusals each minute', () => {
  const clock = new TestClock()
  const lines: object[] = []
  const write = (fields: object) => void lines.push(fields)
  const answers = new AnswerLog({ clock, log: { debug: write, info: write, warn: write, error: write } })
  const url = `/wp/${'t'.repeat(60)}?secret`
  for (let count = 0; count < LIMITS.faultsLoggedPerMinute + 5; count += 1)
    answers.note({ status: 503, method: 'POST', url, requestId: `id ${count}` })
  for (const status of [200, 304, 401, 401, 429]) answers.note({ status, method: 'GET', url, requestId: 'x' })
  answers.count('session 401')
  expect(lines).toHaveLength(LIMITS.faultsLoggedPerMinute)
  expect(lines[0]).toEqual({
    ...{ event: 'serverError', status: 503, method: 'POST', path: '/wp/…', requestId: 'id 0' },
  })
  clock.advance(60_000)
  expect(lines.at(-1)).toEqual({
    event: 'refusals',
    counts: { 401: 2, 429: 1, 503: LIMITS.faultsLoggedPerMinute + 5, 'session 401': 1 },
  })
  clock.advance(600_000)
  expect(lines).toHaveLength(LIMITS.faultsLoggedPerMinute + 1)
  answers.note({ status: 500, method: 'GET', url: '/x', requestId: 'again' })
  expect(lines.at(-1)).toMatchObject({ requestId: 'again', path: '/x' })
})

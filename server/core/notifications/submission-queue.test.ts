import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { logEntry } from '#server/testing/log-entry.ts'
import type { Announcement } from '../announcement.ts'
import { AoiError } from '../errors.ts'
import type { AppendOutcome, AppendRequest } from '../store.ts'
import { SubmissionQueue } from './submission-queue.ts'

describe('SubmissionQueue', () => {
  it('commits a lone submission at once', () => {
    const { queue, log } = openQueue()
    void queue.submit(requestOf('a'))
    expect(log.commits).toEqual([['a']])
  })

  it('commits the submissions that arrive during a transaction together, in order', async () => {
    const { queue, log } = openQueue()
    const answers = ['a', 'b', 'c', 'd'].map((name) => queue.submit(requestOf(name)))
    await Promise.all(answers)
    expect(log.commits).toEqual([['a'], ['b', 'c', 'd']])
  })

  it('puts at most 256 submissions into one transaction', async () => {
    const { queue, log } = openQueue()
    await Promise.all(Array.from({ length: 600 }, (_, index) => queue.submit(requestOf(`${index}`))))
    expect(log.commits.map((names) => names.length)).toEqual([1, 256, 256, 87])
  })

  it('answers each submission after its commit, and before the next commit', async () => {
    const { queue, log } = openQueue()
    const [a, b] = [queue.submit(requestOf('a')), queue.submit(requestOf('b'))]
    void a.then(() => log.happened.push('answered a'))
    void b.then(() => log.happened.push('answered b'))
    await Promise.all([a, b])
    expect(log.happened).toEqual([
      'committed a',
      'announced a',
      'answered a',
      'committed b',
      'announced b',
      'answered b',
    ])
  })

  it('announces with each commit the tokens of the next transaction', async () => {
    const { queue, log } = openQueue()
    await Promise.all(['a', 'b', 'c', 'c'].map((name) => queue.submit(requestOf(name))))
    expect(log.followers).toEqual([['b', 'c'], []])
  })

  it('stores the other submissions of a transaction when the database refuses one', async () => {
    const { queue, log } = openQueue()
    const settled = await Promise.allSettled(
      ['a', 'b', 'poison', 'c'].map((name) => queue.submit(requestOf(name))),
    )
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(log.stored).toEqual(['a', 'b', 'c'])
  })

  it('rejects all submissions of a transaction when the database is away, and retries none', async () => {
    const { queue, log } = openQueue()
    const first = queue.submit(requestOf('a'))
    log.away = true
    const settled = await Promise.allSettled(['b', 'c'].map((name) => queue.submit(requestOf(name))))
    await first
    for (const outcome of settled) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
    }
    expect(log.stored).toEqual(['a'])
    log.away = false
    await queue.submit(requestOf('d'))
    expect(log.stored).toEqual(['a', 'd'])
  })

  it('stores nothing twice when a listener throws, and reports the error', async () => {
    const { queue, log } = openQueue()
    log.onAnnounce = (ids) => {
      if (ids.includes('b')) throw new Error('the listener fails')
    }
    await Promise.all(['a', 'b', 'c'].map((name) => queue.submit(requestOf(name))))
    expect(log.unexpected).toMatchObject([{ message: 'the listener fails' }])
    expect(log.stored).toEqual(['a', 'b', 'c'])
  })

  it('ends the process when the store returns too few outcomes, and leaves no submission without an answer', async () => {
    const { queue, log } = openQueue()
    log.forgetful = true
    await expect(queue.submit(requestOf('a'))).rejects.toMatchObject({ reason: 'brokenInvariant' })
    expect(log.unexpected).toMatchObject([{ name: 'CoreFailure', reason: 'brokenInvariant' }])
    log.forgetful = false
    await expect(queue.submit(requestOf('b'))).resolves.toMatchObject({ kind: 'appended' })
  })

  it('refuses a submission over its limit', async () => {
    const { queue } = openQueue()
    const taken = Array.from({ length: LIMITS.submissionsQueued + 1 }, (_, index) =>
      queue.submit(requestOf(`${index}`, { serverApplicationId: `sender ${index % 8}` })),
    )
    await expect(queue.submit(requestOf('one more'))).rejects.toMatchObject({
      code: 'unavailable',
      retryAfter: 1,
    })
    await Promise.all(taken)
    await expect(queue.submit(requestOf('later'))).resolves.toMatchObject({ kind: 'appended' })
  })

  it('refuses an idempotency key in flight, only for its Server Application, and only until the answer', async () => {
    const { queue } = openQueue()
    const first = queue.submit(requestOf('a', { key: 'k' }))
    await expect(queue.submit(requestOf('b', { key: 'k' }))).rejects.toMatchObject({ code: 'inFlight' })
    const other = queue.submit(requestOf('c', { key: 'k', serverApplicationId: 'another' }))
    await Promise.all([first, other])
    await expect(queue.submit(requestOf('d', { key: 'k' }))).resolves.toMatchObject({ kind: 'appended' })
  })

  it('frees the idempotency key of a submission that fails', async () => {
    const { queue } = openQueue()
    await expect(queue.submit(requestOf('poison', { key: 'k' }))).rejects.toThrow()
    await expect(queue.submit(requestOf('a', { key: 'k' }))).resolves.toMatchObject({ kind: 'appended' })
  })

  it('finishes the accepted submissions while it drains, and refuses new ones', async () => {
    const { queue, log } = openQueue()
    const taken = [queue.submit(requestOf('a')), queue.submit(requestOf('b'))]
    const drained = queue.drain()
    await expect(queue.submit(requestOf('c'))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the server is draining',
    })
    await drained
    expect(log.stored).toEqual(['a', 'b'])
    await Promise.all(taken)
  })

  it('announces nothing for a repeated idempotency key', async () => {
    const { queue, log } = openQueue()
    await queue.submit(requestOf('again'))
    expect(log.happened).toEqual(['committed again'])
  })
})

function requestOf(
  name: string,
  { key, serverApplicationId = 'sa' }: { key?: string; serverApplicationId?: string } = {},
) {
  const request: AppendRequest = {
    serverApplicationId,
    grants: [],
    acceptedAt: 0,
    notifications: [{ id: name, clientAppToken: name, payload: '1', ttlSeconds: 1, urgency: 'normal' }],
    ...(key === undefined ? {} : { idempotency: { key, bodyHash: '' } }),
  }
  return request
}

/** A queue over a log that takes a turn of the event loop for each commit. */
function openQueue() {
  const log = {
    commits: [] as string[][],
    stored: [] as string[],
    happened: [] as string[],
    followers: [] as string[][],
    away: false,
    forgetful: false,
    unexpected: [] as unknown[],
    onAnnounce: (_ids: string[]) => {},
  }
  const append = async (requests: readonly AppendRequest[]): Promise<AppendOutcome[]> => {
    const names = requests.map((request) => request.notifications[0]?.id ?? '')
    log.commits.push(names)
    const { away } = log
    await new Promise((resolve) => setImmediate(resolve))
    if (away) throw new AoiError('unavailable', 'the database is away', 5)
    if (names.includes('poison')) throw new Error('the database refuses this')
    log.stored.push(...names)
    log.happened.push(...names.map((name) => `committed ${name}`))
    return names.slice(log.forgetful ? 1 : 0).map(outcomeOf)
  }
  const announce = (announcement: Announcement) => {
    if (announcement.kind !== 'appended') throw new Error('nothing else is announced here')
    const ids = announcement.entries.map(({ id }) => id)
    log.onAnnounce(ids)
    log.followers.push([...(announcement.moreFor ?? [])])
    log.happened.push(...ids.map((id) => `announced ${id}`))
  }
  const onUnexpected = (error: unknown) => void log.unexpected.push(error)
  return { queue: new SubmissionQueue({ store: { append }, announce, onUnexpected }), log }
}

function outcomeOf(name: string): AppendOutcome {
  if (name === 'again') return { kind: 'replayed', results: [] }
  return { kind: 'appended', results: [], entries: [logEntry({ seq: 1, id: name })] }
}

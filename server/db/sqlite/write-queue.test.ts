import { EventEmitter, once } from 'node:events'
import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { WriteQueue } from './write-queue.ts'

it('runs one write at a time, in order, even after a failed one', async () => {
  const queue = new WriteQueue()
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await Promise.resolve()
    seen.push(`${name} ends`)
    if (name === 'b') throw new Error('b failed')
    return name
  }
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => queue.run(work(name))))
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

it('refuses work over its limit, and accepts work again when there is room', async () => {
  const queue = new WriteQueue()
  const gate = new EventEmitter()
  const opened = once(gate, 'open')
  const waiting = Array.from({ length: LIMITS.writesQueued }, () => queue.run(() => opened))
  await expect(queue.run(async () => 'one more')).rejects.toMatchObject({
    code: 'unavailable',
    retryAfter: 1,
  })
  gate.emit('open')
  await Promise.all(waiting)
  expect(await queue.run(async () => 'room')).toBe('room')
})

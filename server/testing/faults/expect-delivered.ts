import { expect, vi } from 'vitest'
import { type Delivered as Delivery, findDeliveryFaults } from './delivery-faults.ts'
import type { Accepted, Sender } from './sender.ts'

const DELIVERY_MILLISECONDS = 90_000
const COUNTS_MILLISECONDS = 30_000
const QUESTIONS_AT_ONCE = 8
/** Number of notifications, evenly spread over a long log, whose status is read. */
const QUESTIONS = 1000
const FAULTS_SHOWN = 10

type Delivered = Delivery & { sender: Sender }

/**
 * Expects that every accepted notification arrives at every member exactly once and in order, and that no others
 * arrive. The server's counts must agree: all recipients acked.
 */
export async function expectDelivered({ accepted, receivers, sender }: Delivered): Promise<void> {
  const findFaults = () => findDeliveryFaults({ accepted, receivers }).slice(0, FAULTS_SHOWN)
  await vi.waitFor(() => expect(findFaults()).toEqual([]), { timeout: DELIVERY_MILLISECONDS, interval: 200 })
  await expectAcked({ accepted, receivers, sender })
  // Once everything is acknowledged, the server sends nothing again: all duplicates have arrived by now.
  expect(findFaults()).toEqual([])
}

async function expectAcked({ accepted, receivers, sender }: Delivered): Promise<void> {
  const step = Math.max(1, accepted.length / QUESTIONS)
  const asked = Array.from(
    { length: Math.floor(accepted.length / step) },
    (_, index) => accepted[Math.floor(index * step)],
  )
  const work = async () => {
    for (let next = asked.pop(); next !== undefined; next = asked.pop())
      await expectAllAcked(next, { receivers, sender })
  }
  await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE }, work))
}

async function expectAllAcked(
  one: Accepted,
  { receivers, sender }: Omit<Delivered, 'accepted'>,
): Promise<void> {
  const members = receivers.filter(({ tokens }) => tokens.includes(one.clientAppToken)).length
  expect(one.recipients).toBe(members)
  await vi.waitFor(
    async () =>
      expect(await sender.getStatus(one.id)).toMatchObject({
        recipients: members,
        acked: members,
        pending: 0,
        expired: 0,
      }),
    { timeout: COUNTS_MILLISECONDS, interval: 50 },
  )
}

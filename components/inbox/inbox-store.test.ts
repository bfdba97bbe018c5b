import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { type Group, InboxStore, listenToChanges, type Message } from './inbox-store.ts'

const GROUP: Group = {
  ...{ token: 'g1a', name: 'Door', applicationName: 'com.example.door', instance: 'i' },
  ...{ joinedAt: 1, isMuted: false },
}

const message = (seq: number, change: Partial<Message> = {}): Message => ({
  ...{ id: `id-${seq}`, token: GROUP.token, seq, sentAt: seq, receivedAt: seq, isRead: false },
  ...{ content: { title: `message ${seq}` } },
  ...change,
})

/** A page and a worker on the same storage. */
async function openBoth() {
  const factory = new IDBFactory()
  return Promise.all([InboxStore.open(factory), InboxStore.open(factory)])
}

test('A message that comes by the session and by push is stored once, whichever is first', async () => {
  const [page, worker] = await openBoth()
  await page.putGroup(GROUP)
  const receptions = await Promise.all([page, worker, page, worker].map((store) => store.receive(message(1))))
  expect(receptions.toSorted()).toEqual(['known', 'known', 'known', 'new'])
  await worker.receive(message(2))
  expect((await page.listMessages()).map(({ id }) => id)).toEqual(['id-1', 'id-2'])
})

test('A repetition changes nothing that the person or the confirmation has changed', async () => {
  const [page, worker] = await openBoth()
  await page.putGroup(GROUP)
  await worker.receive(message(1))
  await worker.changeMessage('id-1', { confirmedAt: 9 })
  await page.markRead(['id-1', 'gone'])
  await worker.receive(message(1))
  expect(await page.findMessage('id-1')).toMatchObject({ isRead: true, confirmedAt: 9 })
})

test('Leaving removes the messages of the group alone, and late ones do not come back', async () => {
  const [page, worker] = await openBoth()
  await page.putGroup(GROUP)
  await page.putGroup({ ...GROUP, token: 'g1b' })
  await page.receive(message(1))
  await page.receive(message(2, { token: 'g1b' }))
  await page.removeGroup(GROUP.token)
  expect(await worker.receive(message(3))).toBe('left')
  expect((await page.listMessages()).map(({ id }) => id)).toEqual(['id-2'])
  expect((await page.listGroups()).map(({ token }) => token)).toEqual(['g1b'])
  await page.changeGroup(GROUP.token, { isMuted: true })
  expect(await page.findGroup(GROUP.token)).toBeUndefined()
})

test('The oldest messages leave above the limit', async () => {
  const [page] = await openBoth()
  await page.putGroup(GROUP)
  for (let seq = 1; seq <= PAGE_LIMITS.inboxMessagesKept + 2; seq += 1) await page.receive(message(seq))
  expect(await page.listMessages()).toHaveLength(PAGE_LIMITS.inboxMessagesKept)
  expect(await page.findMessage('id-2')).toBeUndefined()
  expect(await page.findMessage('id-3')).toBeDefined()
}, 30_000)

test('A pinned message stays above the limit, and no more than the limit can be pinned', async () => {
  const [page] = await openBoth()
  await page.putGroup(GROUP)
  const { inboxMessagesKept, inboxMessagesPinned } = PAGE_LIMITS
  for (let seq = 1; seq <= inboxMessagesPinned + 1; seq += 1) await page.receive(message(seq))
  for (let seq = 1; seq <= inboxMessagesPinned; seq += 1) expect(await page.pin(`id-${seq}`, true)).toBe(true)
  const next = `id-${inboxMessagesPinned + 1}`
  expect(await page.pin(next, true)).toBe(false)
  expect(await page.pin('id-1', true)).toBe(true)
  expect(await page.pin('id-1', false)).toBe(true)
  expect(await page.pin(next, true)).toBe(true)
  for (let seq = inboxMessagesPinned + 2; seq <= inboxMessagesKept + 1; seq += 1)
    await page.receive(message(seq))
  expect(await page.listMessages()).toHaveLength(inboxMessagesKept)
  expect(await page.findMessage('id-1')).toBeUndefined()
  expect(await page.findMessage('id-2')).toMatchObject({ isPinned: true })
}, 30_000)

test('Every change is announced to the other pages', async () => {
  const [page, worker] = await openBoth()
  const heard = new Promise<void>((resolve) => {
    const stop = listenToChanges(() => {
      stop()
      resolve()
    })
  })
  await worker.putGroup(GROUP)
  await heard
  expect(await page.listGroups()).toEqual([GROUP])
})

import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { Store } from '#server/core/store.ts'
import {
  ack,
  addMember,
  entriesOf,
  newTokenName,
  notificationTo,
  requestOf,
  START,
  type StoreTest,
  send,
  sendMany,
} from './actors.ts'

const QUIET = 'com.example.quiet'
const LATER = START + 1000

/** Sends to a token of the application. Returns the id. */
async function sendTo(
  store: Store,
  { clientAppToken, applicationName, at }: { clientAppToken: string; applicationName: string; at: number },
): Promise<string> {
  const given = { grants: [applicationName], acceptedAt: at }
  const [outcome] = await store.append([requestOf([notificationTo(clientAppToken)], given)])
  return entriesOf(outcome)[0]?.id ?? ''
}

/** Erasing payloads, and finding those to erase. */
export function describeErasing(it: StoreTest): void {
  describe('erasing a payload', () => {
    it('removes it from the log, cancels pending recipients, and keeps the outcomes', async ({ store }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      await addMember(store, { clientAppToken })
      const { id } = await send(store, { clientAppToken })
      await ack(store, alice, { toSeq: 1 })
      const [before] = await store.readLog([{ tokenId: alice.tokenId, afterSeq: 0, upToSeq: 1 }])
      expect(await store.dashboard.erasePayloads({ ids: [id], at: LATER })).toEqual([alice.tokenId])
      const [entry] = await store.readLog([{ tokenId: alice.tokenId, afterSeq: 0, upToSeq: 1 }])
      expect(entry).toMatchObject({ id, state: 'cancelled' })
      expect(entry?.payload).not.toBe(before?.payload)
      expect(await store.findNotification({ id, now: LATER })).toMatchObject({
        acked: 1,
        cancelled: 1,
        pending: 0,
      })
      expect(await store.dashboard.findPayload(id)).toMatchObject({ erasedAt: LATER })
      expect(await store.dashboard.findPayloads([id])).toEqual(new Map())
      expect(await store.dashboard.findNotifications([id])).toEqual([])
      expect(await store.dashboard.erasePayloads({ ids: [id], at: LATER + 1 })).toEqual([])
    })

    it('keeps the outcome of a notification that is already over', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const { id } = await send(store, { clientAppToken, ttlSeconds: 1 })
      const over = START + 5000
      await store.dashboard.erasePayloads({ ids: [id], at: over })
      expect(await store.findNotification({ id, now: over })).toMatchObject({ expiredByTtl: 1, cancelled: 0 })
    })
  })

  describe('the list of notifications of a quiet application', () => {
    it('finds its rows at once, behind more newer rows of another application than one step reads', async ({
      store,
    }) => {
      const quiet = newTokenName()
      const busy = newTokenName()
      await addMember(store, { clientAppToken: quiet, applicationName: QUIET })
      await addMember(store, { clientAppToken: busy })
      const sending = { clientAppToken: quiet, applicationName: QUIET, at: START - 1 }
      const wanted = [await sendTo(store, sending), await sendTo(store, sending)]
      await sendMany(store, { clientAppToken: busy, count: LIMITS.listStepRows + 1 })
      const asked = { now: LATER, limit: 10, oldestFirst: false }
      const page = await store.dashboard.listNotifications({ ...asked, filter: { applicationName: QUIET } })
      expect(page.rows.map(({ id }) => id).sort()).toEqual(wanted.sort())
      expect(page).not.toHaveProperty('partial')
    })

    it('keeps one order over several applications, page by page, forwards and backwards', async ({
      store,
    }) => {
      const names = ['org.one.a', 'org.one.b', 'org.two.c']
      const sent: string[] = []
      const tokens = new Map(names.map((name) => [name, newTokenName()]))
      for (const [applicationName, clientAppToken] of tokens)
        await addMember(store, { clientAppToken, applicationName })
      for (let at = 0; at < 12; at += 1) {
        const name = names[at % 3] ?? ''
        const clientAppToken = tokens.get(name) ?? ''
        const id = await sendTo(store, { clientAppToken, applicationName: name, at: START + at })
        if (name !== 'org.two.c') sent.push(id)
      }
      for (const oldestFirst of [true, false]) {
        const wanted = oldestFirst ? sent : sent.toReversed()
        const read = (cursor?: string) =>
          store.dashboard.listNotifications({
            ...{ now: LATER, limit: 3, oldestFirst, filter: { applicationName: 'org.one.*' } },
            cursor,
          })
        const first = await read()
        const second = await read(first.nextCursor)
        const third = await read(second.nextCursor)
        const rows = [first, second, third].flatMap((page) => page.rows.map(({ id }) => id))
        expect(rows).toEqual(wanted)
        expect((await read(third.prevCursor)).rows).toEqual(second.rows)
      }
      const counted = await store.dashboard.countNotifications({
        ...{ now: LATER, rows: 100, filter: { applicationName: 'org.one.*' } },
      })
      expect(counted).toEqual({ count: sent.length })
    })
  })
}

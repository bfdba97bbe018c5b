import { describe, expect } from 'vitest'
import type { SearchStep, StepRequest, TopicPlace } from '#server/core/search/search-store.ts'
import { tokenFingerprint } from '#server/core/token-fingerprint.ts'
import {
  addClient,
  addMember,
  type ContractStore,
  newTokenName,
  START,
  type StoreTest,
  send,
  WEATHER,
} from './actors.ts'

const ROWS = 6

async function nameClient(store: ContractStore, name: string): Promise<string> {
  const id = `ac_${newTokenName().slice(2, 24)}`
  await store.createAoiClient({ id, secretHash: 'ab', name, createdAt: START })
  return id
}

async function writeTerms({ search }: ContractStore): Promise<void> {
  while ((await search.writeTerms(2)) > 0);
}

/** Takes steps of two rows to the oldest one. */
async function walk<Row, Place>(
  step: (asked: StepRequest<Place>) => Promise<SearchStep<Row, Place>>,
): Promise<Row[]> {
  const found: Row[] = []
  let before: Place | undefined
  do {
    const looked = await step({ before, looksAt: 2, rows: ROWS })
    found.push(...looked.found)
    before = looked.next
  } while (before !== undefined)
  return found
}

/** The reads of the search. */
export function describeSearching(it: StoreTest): void {
  describe('the search', () => {
    it('finds AOI Clients by the words of their names, once they are written', async ({ store }) => {
      const anna = await nameClient(store, "Anna's Living-Room TV")
      const mill = await nameClient(store, 'MÜHLE 2')
      const find = async (term: string) =>
        (await store.search.findAoiClients({ kind: 'name', term, rows: ROWS })).map(({ id }) => id)
      expect(await find('living')).toEqual([])
      expect((await store.search.listUnindexed(ROWS)).map(({ id }) => id).sort()).toEqual([anna, mill].sort())
      await writeTerms(store)
      expect(await store.search.listUnindexed(ROWS)).toEqual([])
      for (const term of ['anna', 'liv', 'living room', 'living room tv', 'tv'])
        expect(await find(term), term).toEqual([anna])
      for (const term of ['mühle', 'müh', '2']) expect(await find(term), term).toEqual([mill])
      for (const term of ['iving', 'room living', '%', 'mühlg']) expect(await find(term), term).toEqual([])
    })

    it('finds AOI Clients by the beginning of an id, with its letters in the given case', async ({
      store,
    }) => {
      const id = await addClient(store)
      await writeTerms(store)
      const find = (term: string) => store.search.findAoiClients({ kind: 'id', term, rows: ROWS })
      expect((await find(id.slice(3, 12))).map((found) => found.id)).toEqual([id])
      expect(await store.search.findAoiClient(id)).toMatchObject({ id })
      expect(await find(`${id.slice(3, 12)}!`)).toEqual([])
    })

    it('finds AOI Clients by a label, also by one that came later, and no more once they have ended', async ({
      store,
    }) => {
      const aoiClientId = await addClient(store)
      const clientAppToken = newTokenName()
      await addMember(store, { aoiClientId, clientAppToken })
      await writeTerms(store)
      const find = (term: string) => store.search.findAoiClients({ kind: 'label', term, rows: ROWS })
      expect(await find('nurse')).toEqual([])
      await addMember(store, { aoiClientId, clientAppToken, label: 'Night nurse' })
      await writeTerms(store)
      expect(await find('nurse')).toMatchObject([{ id: aoiClientId, term: 'nurse' }])
      await store.endAoiClient({ id: aoiClientId, at: START, neverConnected: true })
      expect(await find('nurse')).toEqual([])
      expect(await store.search.findAoiClient(aoiClientId)).toBeUndefined()
    })

    it('finds tokens by the whole token and by the beginning of their fingerprint', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      const token = { tokenId, clientAppToken, applicationName: WEATHER }
      expect(await store.search.findTokens({ clientAppToken })).toEqual([token])
      expect(await store.search.findTokens({ clientAppToken: newTokenName() })).toEqual([])
      const whole = tokenFingerprint(clientAppToken)
      for (const fingerprint of [whole, whole.slice(0, 3)])
        expect(await store.search.findTokens({ fingerprint, rows: ROWS })).toContainEqual(token)
    })

    it('finds notifications by the beginning of the id, the newest first, and by their topic', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const id = (last: number) => `0199aabb-ccdd-7000-8000-00000000000${last}`
      for (const last of [1, 2, 3])
        await send(store, { clientAppToken, id: id(last), topic: `Storm_${last}` })
      const range = (from: string, to: string) => store.search.findNotifications({ from, to, rows: 2 })
      expect((await range(id(0), id(9))).map((found) => found.id)).toEqual([id(3), id(2)])
      expect(await range(id(1), id(1))).toEqual([
        { id: id(1), applicationName: WEATHER, acceptedAt: START, topic: 'Storm_1' },
      ])
      const topics = (topic: string) =>
        walk((asked: StepRequest<TopicPlace>) => store.search.findTopics({ ...asked, topic }))
      expect((await topics('storm_')).map((found) => found.id)).toEqual([id(3), id(2), id(1)])
      expect(await topics('storm%')).toEqual([])
    })

    it('finds the newest audit events by their subject, action or actor', async ({ store }) => {
      const act = (actor: string, subject: string) =>
        store.recordAudit({ actor, action: 'hook.test', subject, at: START })
      await act('ada@example.com', 'boiler')
      await act('bob@example.com', 'door')
      const find = async (text: string) =>
        (await walk((asked: StepRequest<number>) => store.search.findAuditEvents({ ...asked, text }))).map(
          ({ subject }) => subject,
        )
      expect(await find('BOIL')).toEqual(['boiler'])
      expect(await find('bob@')).toEqual(['door'])
      expect(await find('hook.')).toEqual(['door', 'boiler'])
    })
  })
}

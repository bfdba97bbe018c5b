import { beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { DISPLAY_MARK } from '#protocol/display.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import { BOTH_DATABASES, type DatabaseUnderTest } from '#server/testing/both-databases.ts'
import {
  addMember,
  newTokenName,
  notificationTo,
  requestOf,
  START,
  send,
} from '#server/testing/store-contract/actors.ts'
import { SEGMENT_PLACES } from './places.ts'

const LATER = START + 60_000
const ROWS = 6

describe.each(BOTH_DATABASES)('the index of texts on %s', (_, open) => {
  let opened: DatabaseUnderTest
  let clientAppToken: string

  beforeEach(async () => {
    opened = await open()
    clientAppToken = newTokenName()
    await addMember(opened.store, { clientAppToken })
    return () => opened.remove()
  })

  const sendText = async (text: unknown, given: { at?: number; headers?: string; topic?: string } = {}) =>
    (await send(opened.store, { clientAppToken, payload: JSON.stringify(text), ...given })).id
  const index = async (look: 'first' | 'late' = 'first', before = LATER) => {
    while ((await opened.store.search.indexTexts({ look, before, rows: 3 })) > 0);
  }
  const find = async (...words: string[]) =>
    (await opened.store.search.findTexts({ words, rows: ROWS })).found.map(({ id }) => id)
  /** Counts the texts and the words in the index, as numbers. */
  const count = async () => {
    const [row] = await opened.query(
      'SELECT (SELECT count(*) FROM "IndexedText"), (SELECT count(*) FROM "TextWord")',
    )
    return (row ?? []).map(Number)
  }

  it('finds a text by the beginnings of all its words, the newest first, once it is indexed', async () => {
    const door = await sendText({ title: 'Front door', text: 'opened by nobody' })
    const pump = await sendText('Pump opened', { at: START + 1 })
    const notification = { title: 'Türe', body: '磁盘已满' }
    const disk = await sendText({ web_push: DISPLAY_MARK, notification }, { at: START + 2 })
    expect(await find('opened')).toEqual([])
    const waiting = await opened.store.search.listWaitingTexts({ rows: 2, counted: 9 })
    expect(waiting).toMatchObject({ texts: [{ id: disk }, { id: pump }], others: 1 })
    expect(await opened.store.search.findWaitingSince()).toBe(START)
    await index('first', START + 1)
    expect(await opened.store.search.findWaitingSince()).toBe(START + 2)
    await index()
    expect(await opened.store.search.listWaitingTexts({ rows: 2, counted: 9 })).toEqual({
      ...{ texts: [], others: 0 },
    })
    expect(await opened.store.search.findWaitingSince()).toBeUndefined()
    expect(await find('open')).toEqual([pump, door])
    expect(await find('open', 'fro')).toEqual([door])
    for (const word of ['tür', '磁盘', '盘已', '满']) expect(await find(word), word).toEqual([disk])
    for (const words of [['pened'], ['open', 'tür'], ['%'], ['opened0']])
      expect(await find(...words)).toEqual([])
  })

  it('has no text that is encrypted, simulated or erased, and none without words', async () => {
    const simulated = newTokenName()
    await addMember(opened.store, { clientAppToken: simulated, applicationName: SIMULATION_APPLICATION })
    const request = { grants: [SIMULATION_APPLICATION] }
    await opened.store.append([requestOf([notificationTo(simulated, { payload: '"secret"' })], request)])
    await sendText('secret', { headers: '{"encoding":"aes128gcm"}' })
    const erased = await sendText('secret')
    await opened.store.dashboard.erasePayloads({ ids: [erased], at: LATER })
    for (const payload of ['{"a":1}', '[]', '{', `${'['.repeat(2000)}1${']'.repeat(2000)}`, '"\\u0000 !"'])
      await send(opened.store, { clientAppToken, payload })
    expect((await opened.store.search.listWaitingTexts({ rows: 99, counted: 9 })).texts).toHaveLength(5)
    await index()
    await index('late')
    expect(await count()).toEqual([0, 0])
  })

  it('loses a text and its words at once when it is erased, and keeps the words of others', async () => {
    const kept = await sendText('shared word')
    const erased = [await sendText('shared secret'), await sendText('shared secret too')]
    await index()
    await opened.store.dashboard.erasePayloads({ ids: erased, at: LATER })
    expect(await count()).toEqual([1, 2])
    expect(await find('shared')).toEqual([kept])
    await index('late')
    expect(await find('secret')).toEqual([])
  })

  it('loses texts with their notifications, when these are swept', async () => {
    for (const text of ['one text', 'other text', 'last text']) await sendText(text)
    await index()
    const now = START + 3_600_000 + LIMITS.notificationKeptSeconds * 1000
    expect(await opened.store.sweep({ now, rows: 2 })).toBe(2)
    expect(await count()).toEqual([1, 2])
    while ((await opened.store.sweep({ now, rows: 2 })) > 0);
    expect(await count()).toEqual([0, 0])
  })

  it('gets a text that was committed late by the second look, and keeps every text once', async () => {
    const first = await sendText('in time', { at: START + 5 })
    await index()
    const late = await sendText('late in time')
    await index()
    expect(await find('time')).toEqual([first])
    await index('late', START + 5)
    await index('late')
    expect(await find('time')).toEqual([first, late])
    expect((await count())[0]).toBe(2)
  })

  it('goes on in the next segment, and finds texts of both', async () => {
    await sendText('before the end', { at: START - 1 })
    await index()
    await opened.execute(`UPDATE "TextIndex" SET "place" = ${SEGMENT_PLACES - 1}`)
    const ids = [await sendText('end', { at: START + 1 }), await sendText('end', { at: START + 2 })]
    await index()
    expect((await find('end')).slice(0, 2)).toEqual(ids.toReversed())
    expect(await find('end', 'before')).toHaveLength(1)
    const places = await opened.query('SELECT "segment", "place" FROM "IndexedText" ORDER BY 1, 2')
    expect(places.map((row) => row.map(Number))).toEqual([
      [0, 0],
      [0, SEGMENT_PLACES - 1],
      [1, 0],
    ])
  })

  it('has each text once, and no erased one, while two nodes index and an operator erases', async () => {
    const node = (await opened.openNode?.()) ?? opened.store
    const ids: string[] = []
    for (let place = 0; place < 40; place += 1) ids.push(await sendText(`text number${place}`))
    const erased = ids.filter((_id, place) => place % 4 === 0)
    const indexBy = async ({ search }: Pick<DatabaseUnderTest['store'], 'search'>) => {
      for (let step = 0; step < 12; step += 1)
        await search.indexTexts({ look: 'first', before: LATER, rows: 5 })
    }
    await Promise.all([
      ...[indexBy(opened.store), indexBy(node)],
      ...erased.map((id) => opened.store.dashboard.erasePayloads({ ids: [id], at: LATER })),
    ])
    if (node !== opened.store) await node.close()
    expect(await count()).toEqual([30, 31])
    const places = await opened.query(`SELECT "places" FROM "TextWord" WHERE length("places") > 4`)
    expect(places.map(([text]) => String(text).length)).toEqual([30 * 4])
  })
})

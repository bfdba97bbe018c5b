import { expect, test } from 'vitest'
import { LIMITS } from '#protocol/limits.ts'
import type { ListPage } from './list-page.ts'
import type { ListParams } from './list-params.ts'
import { searchOn } from './search-on.ts'

/** A server that ends each search after one request, and the rows that each search finds. */
function server(pages: readonly ListPage<number>[]) {
  const asked: ListParams[] = []
  const read = async (params: ListParams): Promise<ListPage<number>> => {
    const page = pages[asked.length]
    asked.push(params)
    if (page === undefined) throw new Error('asked too often')
    return page
  }
  return { asked, read }
}

test('a search that the server splits continues until it finds rows, and reports its progress', async () => {
  const { asked, read } = server([
    { rows: [], nextCursor: 'a', partial: true },
    { rows: [1], nextCursor: 'b', partial: true },
    { rows: [2], nextCursor: undefined },
  ])
  const progress: number[] = []
  const page = await searchOn({
    ...{ params: { state: 'replaced' }, read, isStopped: () => false },
    onProgress: (searched) => progress.push(searched),
  })
  expect(page).toMatchObject({ rows: [1, 2], partial: false, nextCursor: undefined })
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'a', 'b'])
  expect(asked.map(({ limit }) => limit)).toEqual([undefined, '50', '49'])
  expect(progress).toEqual([LIMITS.listWalkRows, 2 * LIMITS.listWalkRows])
})

test('a stopped search keeps its rows, and the place where it can continue', async () => {
  const { asked, read } = server([
    { rows: [1], nextCursor: 'a', partial: true },
    { rows: [], nextCursor: 'b', partial: true },
  ])
  let stopped = false
  const page = await searchOn({
    ...{ params: {}, read, isStopped: () => stopped },
    onProgress: () => {
      stopped = asked.length === 2
    },
  })
  expect(page).toMatchObject({ rows: [1], partial: true, nextCursor: 'b' })
})

test('a backward search continues to newer rows and keeps the order', async () => {
  const { asked, read } = server([
    { rows: [2], prevCursor: '<a', nextCursor: 'n', partial: true },
    { rows: [1], prevCursor: undefined },
  ])
  const page = await searchOn({
    ...{ params: { cursor: '<z' }, read, isStopped: () => false, onProgress: () => undefined },
  })
  expect(page).toMatchObject({ rows: [1, 2], nextCursor: 'n', partial: false })
  expect(asked[1]).toMatchObject({ cursor: '<a' })
})

test('a full page requests no more rows, and neither does a list that has ended', async () => {
  for (const page of [
    { rows: Array.from({ length: 50 }, (_, index) => index), nextCursor: 'a', partial: true },
    { rows: [1], nextCursor: undefined },
  ]) {
    const { asked, read } = server([page])
    await searchOn({ params: {}, read, isStopped: () => false, onProgress: () => undefined })
    expect(asked).toHaveLength(1)
  }
})

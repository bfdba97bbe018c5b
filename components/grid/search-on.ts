import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import type { ListPage } from './list-page.ts'
import type { ListParams } from './list-params.ts'

const BACK = '<'

type Search<Page> = {
  params: ListParams
  /** Sends one request: the server examines a limited number of rows (`PAGE_LIMITS.listWalkRows`). */
  read: (params: ListParams) => Promise<Page>
  /** Called after each request that found too little, with the number of rows examined so far. */
  onProgress: (searched: number) => void
  isStopped: () => boolean
}

/**
 * Reads a page of a list. If the server stops a search before the page is full, this function continues it. It ends
 * when the page is full, at the end of the list, or when the reader stops it.
 */
export async function searchOn<Page extends ListPage<unknown>>(search: Search<Page>): Promise<Page> {
  const { params, read, onProgress, isStopped } = search
  const isBackward = params.cursor?.startsWith(BACK) === true
  const limit = Number(params.limit ?? PAGE_LIMITS.listRowsDefault)
  let page = await read(params)
  for (let requests = 1; ; requests += 1) {
    const missing = limit - page.rows.length
    const cursor = isBackward ? page.prevCursor : page.nextCursor
    if (page.partial !== true || missing <= 0 || cursor === undefined) return page
    onProgress(requests * PAGE_LIMITS.listWalkRows)
    if (isStopped()) return page
    const found = await read({ ...params, cursor, limit: String(missing) })
    page = isBackward ? join(found, page) : join(page, found)
  }
}

/** Joins two adjacent pages of one list. */
function join<Page extends ListPage<unknown>>(before: Page, after: Page): Page {
  return {
    ...before,
    rows: [...before.rows, ...after.rows],
    prevCursor: before.prevCursor,
    nextCursor: after.nextCursor,
    partial: before.partial === true && after.partial === true,
  }
}

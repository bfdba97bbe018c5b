import { LIMITS } from '#protocol/limits.ts'
import type { ListParams } from './list-params.ts'
import type { ListPage } from './use-list.ts'

const BACK = '<'

type Search<Page> = {
  params: ListParams
  /** One request: the server looks at so many rows and no more (`LIMITS.listWalkRows`). */
  read: (params: ListParams) => Promise<Page>
  /** Called after each request that found too little, with the rows that were looked at so far. */
  onProgress: (searched: number) => void
  isStopped: () => boolean
}

/**
 * Reads a page of a list. Where the server stops a search before the page is full, the search goes on from there by
 * itself, until the page is full, the list ends or the reader stops it.
 */
export async function searchOn<Page extends ListPage<unknown>>(search: Search<Page>): Promise<Page> {
  const { params, read, onProgress, isStopped } = search
  const isBackward = params.cursor?.startsWith(BACK) === true
  const limit = Number(params.limit ?? LIMITS.listRowsDefault)
  let page = await read(params)
  for (let requests = 1; ; requests += 1) {
    const missing = limit - page.rows.length
    const cursor = isBackward ? page.prevCursor : page.nextCursor
    if (page.partial !== true || missing <= 0 || cursor === undefined) return page
    onProgress(requests * LIMITS.listWalkRows)
    if (isStopped()) return page
    const found = await read({ ...params, cursor, limit: String(missing) })
    page = isBackward ? join(found, page) : join(page, found)
  }
}

/** Two pages of one list that lie side by side. */
function join<Page extends ListPage<unknown>>(before: Page, after: Page): Page {
  return {
    ...before,
    rows: [...before.rows, ...after.rows],
    prevCursor: before.prevCursor,
    nextCursor: after.nextCursor,
    partial: before.partial === true && after.partial === true,
  }
}

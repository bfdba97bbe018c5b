import type { ListPage } from './dashboard-store.ts'

/** Reads a list page by page, to its end or until the caller has enough. Yields the rows of each page. */
export async function* walkPages<Row>(
  read: (cursor: string | undefined) => Promise<ListPage<Row>>,
): AsyncGenerator<readonly Row[]> {
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    yield page.rows
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

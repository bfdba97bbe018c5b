import type { AdminAnswer, AdminCall, AdminRequest } from '../../../protocol/admin.ts'
import type { Output } from '../output.ts'
import { callAdmin } from './call-admin.ts'

type ListCall = Exclude<Extract<AdminCall, `${string}.list`>, 'operators.list'>

/** Yields the pages of a list to the last. Requests a page only after the caller has taken the one before. */
export async function* eachPage<Call extends ListCall>(
  dataDirectory: string,
  input: { call: Call; request: AdminRequest<Call> },
): AsyncGenerator<AdminAnswer<Call>> {
  let cursor: string | undefined
  do {
    const request = { ...input.request, ...(cursor !== undefined && { cursor }) } as AdminRequest<Call>
    const page: AdminAnswer<Call> = await callAdmin(dataDirectory, { call: input.call, request })
    yield page
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

type Listing<Page, Row> = {
  pages: AsyncIterable<Page>
  rowsOf: (page: Page) => readonly Row[]
  /** Returns the line of a row for a person. */
  describe: (row: Row) => string
  /** The note for a list without rows. */
  none: string
}

/** Prints each row of a list, one line each, page by page. */
export async function printRows<Page, Row extends object>(
  output: Output,
  { pages, rowsOf, describe, none }: Listing<Page, Row>,
): Promise<void> {
  let isEmpty = true
  for await (const page of pages) {
    for (const row of rowsOf(page)) {
      isEmpty = false
      await output.print({ json: row, text: describe(row) })
    }
  }
  if (isEmpty) await output.note(none)
}

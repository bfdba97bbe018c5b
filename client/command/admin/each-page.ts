import type { AdminAnswer, AdminCall, AdminRequest } from '../../../protocol/admin.ts'
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

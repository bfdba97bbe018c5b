import { LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import type { Turn } from '../pacer.ts'
import type { ListPage, ListRequest } from './dashboard-store.ts'

type Step<Row> = (request: ListRequest) => Promise<ListPage<Row>>
type Search<Row> = { request: ListRequest; step: Step<Row> }

/** Maximum of steps after the first, which every list takes. */
const FURTHER_STEPS = LIMITS.listWalkRows / LIMITS.listStepRows - 1
const BACK = '<'

/**
 * Returns a page of a list that filters rows. The first step runs at once. Further steps run as paced work until the
 * page is full, the list ends, or `LIMITS.listWalkRows` rows were searched: then the page is `partial`.
 */
export async function searchList<Row>(ctx: Context, { request, step }: Search<Row>): Promise<ListPage<Row>> {
  const first = await step(request)
  if (findNext(first, request) === undefined) return first
  const { party = 'page', signal } = ctx.asker ?? {}
  return ctx.pacer.run({ kind: 'search', party, signal }, (turn) => walkOn(first, { request, step, turn }))
}

async function walkOn<Row>(
  first: ListPage<Row>,
  { request, step, turn }: Search<Row> & { turn: Turn },
): Promise<ListPage<Row>> {
  let page = first
  for (let steps = 0; steps < FURTHER_STEPS; steps += 1) {
    const next = findNext(page, request)
    if (next === undefined) break
    const found = await turn(() => step(next))
    page = isBackward(request) ? join(found, page) : join(page, found)
  }
  return page
}

/** Returns the request of the next step; `undefined` once the page is full or the list is over. */
function findNext<Row>(page: ListPage<Row>, request: ListRequest): ListRequest | undefined {
  const missing = Math.min(request.limit, LIMITS.listRows) - page.rows.length
  const cursor = isBackward(request) ? page.prevCursor : page.nextCursor
  if (page.partial !== true || missing <= 0 || cursor === undefined) return undefined
  return { cursor, limit: missing }
}

function isBackward({ cursor }: ListRequest): boolean {
  return cursor?.startsWith(BACK) === true
}

/** Joins two adjacent pages of one list, of which one continues the other. */
function join<Row>(before: ListPage<Row>, after: ListPage<Row>): ListPage<Row> {
  const isPartial = before.partial === true && after.partial === true
  return {
    rows: [...before.rows, ...after.rows],
    ...(after.nextCursor === undefined ? {} : { nextCursor: after.nextCursor }),
    ...(before.prevCursor === undefined ? {} : { prevCursor: before.prevCursor }),
    ...(isPartial ? { partial: true } : {}),
  }
}

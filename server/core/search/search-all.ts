import { LIMITS } from '#protocol'
import { mayDo, type Permission, type Role } from '#protocol/dashboard/roles.ts'
import {
  SEARCH_KINDS,
  type SearchAnswer,
  type SearchGroup,
  type SearchKind,
} from '#protocol/dashboard/search.ts'
import type { SearchContext, SearchFound, SearchInput } from './search-source.ts'
import { SEARCH_SOURCES } from './sources.ts'

/** The permission to read the things of a kind; all others need `read`. */
const PERMISSIONS: Partial<Record<SearchKind, Permission>> = {
  notificationText: 'readPayload',
  operator: 'manageOperators',
  auditEvent: 'readAudit',
}

type Asked = { text: string; role: Role; operators: SearchInput['operators'] }

/**
 * Finds things of every kind whose page the role may open. Each kind has `LIMITS.searchSourceMilliseconds`; one that
 * takes longer is answered as cut. Throws `tooMany` or `unavailable` if too many searches are running.
 */
export function searchAll(ctx: SearchContext, { text, role, operators }: Asked): Promise<SearchAnswer> {
  const { party = 'page', signal } = ctx.asker ?? {}
  return ctx.pacer.run({ kind: 'search', party, signal }, async () => {
    const input = { text: text.trim(), operators }
    const kinds = SEARCH_KINDS.filter((kind) => mayDo(role, PERMISSIONS[kind] ?? 'read'))
    const groups = await Promise.all(kinds.map((kind) => findGroup(ctx, { kind, input })))
    return { groups: withoutEmpty(groups) }
  })
}

/** A walk that ended before the oldest row says so without a hit only where no kind has one. */
export function withoutEmpty(groups: readonly SearchGroup[]): SearchGroup[] {
  const hasHits = groups.some(({ hits }) => hits.length > 0)
  return groups.filter(
    ({ hits, cut, waiting }) =>
      hits.length > 0 || waiting !== undefined || (cut === 'rows' ? !hasHits : cut !== undefined),
  )
}

async function findGroup(
  ctx: SearchContext,
  { kind, input }: { kind: SearchKind; input: SearchInput },
): Promise<SearchGroup> {
  if (input.text === '') return { kind, hits: [], more: false }
  const found = await inTime(ctx, SEARCH_SOURCES[kind](ctx, input))
  if (found === 'late') return { kind, hits: [], more: false, cut: 'time' }
  const { hits, cut, waiting, searchedUntil } = found
  return {
    ...{ kind, hits: hits.slice(0, LIMITS.searchHits), more: hits.length > LIMITS.searchHits },
    ...(cut !== undefined && { cut }),
    ...(waiting !== undefined && { waiting }),
    ...(searchedUntil !== undefined && { searchedUntil }),
  }
}

/** Returns `late` if the source takes too long. Its result is dropped then, also if it fails. */
async function inTime({ clock }: SearchContext, source: Promise<SearchFound>): Promise<SearchFound | 'late'> {
  let stop = () => {}
  const late = new Promise<'late'>((resolve) => {
    stop = clock.after(LIMITS.searchSourceMilliseconds, () => resolve('late'))
  })
  try {
    return await Promise.race([source, late])
  } finally {
    stop()
    source.catch(() => undefined)
  }
}

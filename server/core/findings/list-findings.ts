import type { Overview } from '#protocol'
import { LIMITS } from '#protocol'
import type { FindingsPage, FindingsQuery } from '#protocol/dashboard/lists/findings.ts'
import { FINDING_KINDS } from '#protocol/finding-kinds.ts'
import type { FindingRow } from '#protocol/findings.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { maybeInstant, toInstant } from '../instants.ts'
import { type Finding, stateOf } from './finding-store.ts'

/** Findings, the newest first. Throws `invalid` for a cursor that this server did not issue. */
export async function listFindings(
  { findings, clock }: Context,
  { cursor, limit = LIMITS.listRowsDefault, state, kind, id }: FindingsQuery,
): Promise<FindingsPage> {
  const now = clock.now()
  const page = await findings.store.list({
    ...{ limit, filter: { state, kind, id }, now },
    ...(cursor !== undefined && { cursor }),
  })
  return { ...page, rows: page.rows.map((finding) => toFindingRow(finding, now)) }
}

/** Returns a finding. Throws `notFound`. */
export async function getFinding({ findings }: Context, id: string): Promise<Finding> {
  const finding = await findings.store.find(id)
  if (finding === undefined) throw new AoiError('notFound', 'id: no finding has this id')
  return finding
}

/** Returns the open findings for the overview, the most pressing first, and how many there are beside them. */
export async function listPressing({
  findings,
  clock,
}: Context): Promise<Pick<Overview, 'findings' | 'findingsMore'>> {
  const now = clock.now()
  const open = (await findings.store.listUnresolved())
    .filter((finding) => stateOf(finding, now) === 'open')
    .sort((a, b) => FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind))
  const shown = open.slice(0, LIMITS.overviewFindings)
  return {
    findings: shown.map((finding) => toFindingRow(finding, now)),
    findingsMore: open.length - shown.length,
  }
}

/** Returns a finding as pages show it. */
export function toFindingRow(finding: Finding, now: number): FindingRow {
  const { id, kind, subject, count, detail, acknowledgedBy, mutedBy } = finding
  const state = stateOf(finding, now)
  const isMuted = state === 'muted'
  return {
    ...{ id, kind, subject, state, count, since: toInstant(finding.since) },
    ...(detail !== undefined && { detail }),
    ...(acknowledgedBy !== undefined && { acknowledgedBy }),
    ...(isMuted && mutedBy !== undefined && { mutedBy }),
    ...maybeInstant('mutedUntil', isMuted ? finding.mutedUntil : undefined),
    ...maybeInstant('resolvedAt', finding.resolvedAt),
  }
}

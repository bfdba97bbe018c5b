import type { FindingKind, FindingState } from '#protocol/finding-kinds.ts'
import type { Page, PageRequest } from '../store.ts'

/** The evidence of a finding: a number, and a name or a sentence of the server. */
export type Evidence = { count: number; detail?: string }

/** A thing that a kind of finding is about; `subject` is empty for the whole server. */
export type FindingPlace = { kind: FindingKind; subject: string }

/** The ApplicationName of the events of findings, and of the operators' own tokens. */
export const FINDINGS_APPLICATION = 'aoi.findings'

/** A matter for an operator. Times are Unix ms. */
export type Finding = FindingPlace &
  Evidence & {
    /** 16 hex digits. */
    id: string
    since: number
    acknowledgedBy?: string
    mutedUntil?: number
    mutedBy?: string
    resolvedAt?: number
  }

/** The changes that one turn of the rules makes. `resolved` has ids. */
export type FindingChanges = {
  opened: readonly (FindingPlace & Evidence & { id: string })[]
  changed: readonly (Evidence & { id: string })[]
  resolved: readonly string[]
}

export type FindingFilter = {
  state?: FindingState | undefined
  kind?: FindingKind | undefined
  id?: string | undefined
}

/** The findings in the database, beside the `Store` and on its connections. */
export interface FindingStore {
  /** Every finding that is not resolved, the newest first; `LIMITS.findings` at most. */
  listUnresolved(): Promise<Finding[]>
  /** Opens, changes and resolves findings. A finding that another node has opened meanwhile stays the only one. */
  change(input: FindingChanges & { at: number }): Promise<void>
  /** Newest first. */
  list(page: PageRequest & { filter: FindingFilter; now: number }): Promise<Page<Finding>>
  find(id: string): Promise<Finding | undefined>
  /** Returns false if there is no such unresolved finding. The same holds for `mute`. */
  acknowledge(input: { id: string; by: string; at: number }): Promise<boolean>
  /** With `until` undefined, ends the mute. */
  mute(input: { id: string; by: string; until: number | undefined }): Promise<boolean>
}

/** Returns the state of a finding at `now`. */
export function stateOf({ resolvedAt, mutedUntil = 0, acknowledgedBy }: Finding, now: number): FindingState {
  if (resolvedAt !== undefined) return 'resolved'
  if (mutedUntil > now) return 'muted'
  return acknowledgedBy === undefined ? 'open' : 'acknowledged'
}

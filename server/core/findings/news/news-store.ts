import type { FindingKind } from '#protocol/finding-kinds.ts'
import type { NewsLanguage } from '#protocol/finding-texts.ts'
import type { Finding } from '../finding-store.ts'

/** Ways by which findings reach an operator. */
export type NewsChannel = 'inbox' | 'mail'

/** How findings reach one operator. */
export type NewsReader = {
  operatorId: string
  email: string
  /** The members of this token are the operator's devices; unset until there was a join link. */
  clientAppToken?: string
  language: NewsLanguage
  /** Empty: every kind. */
  kinds: readonly FindingKind[]
  mail: boolean
  /** No news from `from` until `to` (HH:MM) in the time zone. */
  quiet?: { from: string; to: string }
  timeZone: string
}

/** An operator was told that a finding is open, and has to be told when it is resolved. */
export type ToldNews = { findingId: string; operatorId: string; channel: NewsChannel }

/** The readers of findings in the database, and what they were told. */
export interface NewsStore {
  /** `LIMITS.findingReaders` at most. */
  listReaders(): Promise<NewsReader[]>
  findReader(operatorId: string): Promise<NewsReader | undefined>
  /** Makes or replaces a reader. */
  keepReader(reader: Omit<NewsReader, 'email'>): Promise<void>
  /** Lists the findings that the operators know as open; `rows` at most. */
  listTold(rows: number): Promise<(ToldNews & { finding: Finding })[]>
  /** `isOpen`: the operator was told that the finding is open; otherwise, that it is resolved. */
  noteTold(told: ToldNews & { isOpen: boolean; at: number }): Promise<void>
}

/** The search in the database. Each read is bounded: by an index, or by the number of rows that it looks at. */
export interface SearchStore {
  /** Notifications with `from <= id <= to`, the newest first, without simulated ones unless one id is asked for. */
  findNotifications(input: { from: string; to: string; rows: number }): Promise<FoundNotification[]>
  /** One step: among the next `looksAt` notifications, those with a topic that begins with the text, newest first. */
  findTopics(
    input: StepRequest<TopicPlace> & { topic: string },
  ): Promise<SearchStep<FoundNotification, TopicPlace>>
  /** The token, or tokens whose fingerprint begins with the digits. */
  findTokens(input: { clientAppToken: string } | { fingerprint: string; rows: number }): Promise<FoundToken[]>
  /** An AOI Client that has not ended. */
  findAoiClient(id: string): Promise<FoundAoiClient | undefined>
  /** AOI Clients with a term of the kind that begins with `term`, in the order of the terms. */
  findAoiClients(input: { kind: TermKind; term: string; rows: number }): Promise<FoundAoiClient[]>
  /** AOI Clients whose terms are not written yet. */
  listUnindexed(rows: number): Promise<UnindexedAoiClient[]>
  /**
   * Writes the terms of up to `rows` AOI Clients that have none, and the fingerprints of as many tokens. Returns how
   * many of both. Nothing to do costs one read.
   */
  writeTerms(rows: number): Promise<number>
  /** ApplicationNames of tokens, `rows` at most. */
  listApplicationNames(rows: number): Promise<string[]>
  listServerApplications(rows: number): Promise<{ id: string; name: string }[]>
  /** Newest first. */
  listApiKeys(rows: number): Promise<{ id: string; serverApplicationName: string }[]>
  /** Newest first. */
  listHooks(rows: number): Promise<{ id: string; name: string; alias?: string }[]>
  /**
   * Brings the texts of the next `rows` notifications that were accepted until `before` into the index. The late look
   * finds those that the first one could not see yet, because their transaction took long. Returns at how many it
   * looked; nothing to do costs one read.
   */
  indexTexts(input: { look: 'first' | 'late'; before: number; rows: number }): Promise<number>
  /**
   * Indexed notifications with all words in their text, each by its beginning, the newest first. `isCut`: the search
   * ended at its limits, and there may be older ones.
   */
  findTexts(input: {
    words: readonly string[]
    rows: number
  }): Promise<{ found: FoundText[]; isCut: boolean }>
  /**
   * The texts among the newest `rows` notifications that the first look has not reached, the newest first, and how many
   * `others` it has not reached: `counted` or more are answered as `counted`.
   */
  listWaitingTexts(input: { rows: number; counted: number }): Promise<{ texts: FoundText[]; others: number }>
  /** When the oldest notification that the first look has not reached was accepted. */
  findWaitingSince(): Promise<number | undefined>
  /** One step: among the next `looksAt` audit events, those whose action, subject or actor contains the text. */
  findAuditEvents(input: StepRequest<number> & { text: string }): Promise<SearchStep<FoundAuditEvent, number>>
}

/** A step of a walk from the newest row to the oldest: `looksAt` rows before a place, `rows` hits at most. */
export type StepRequest<Place> = { before?: Place | undefined; looksAt: number; rows: number }
/** `next`: the place for the next step; missing at the oldest row. */
export type SearchStep<Row, Place> = { found: Row[]; next?: Place }
/** `acceptedAt` is Unix ms. */
export type TopicPlace = { acceptedAt: number; id: string }

/** The fields of an AOI Client that have terms. */
export type TermKind = 'id' | 'name' | 'label'

/** `acceptedAt` is Unix ms. */
export type FoundNotification = {
  id: string
  applicationName: string
  acceptedAt: number
  topic?: string
}
export type FoundText = FoundNotification & { payload: string }
export type FoundToken = { tokenId: number; clientAppToken: string; applicationName: string }
/** `term` is the one that matched. */
export type FoundAoiClient = { id: string; name?: string; term?: string }
export type UnindexedAoiClient = { id: string; name?: string; labels: string[] }
/** `at` is Unix ms. */
export type FoundAuditEvent = { id: number; at: number; actor: string; action: string; subject: string }

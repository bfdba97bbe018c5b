import type { AudienceContent, AudienceRule } from '#protocol/dashboard/audiences.ts'
import type { Audience, AudienceToken } from '#protocol/dashboard/compose.ts'

/** The recipients of a draft, of one kind at a time. */
export type DraftAudience = {
  tokens: readonly AudienceToken[]
  application: string
  rule?: AudienceRule | undefined
  /** A saved audience. */
  saved?: { id: string; name: string } | undefined
}

export const NO_AUDIENCE: DraftAudience = { tokens: [], application: '', rule: undefined, saved: undefined }

/** Returns what an operator can save under a name; undefined for nothing, and for an audience that is saved already. */
export function contentOf({ tokens, application, rule, saved }: DraftAudience): AudienceContent | undefined {
  if (saved !== undefined) return undefined
  if (rule !== undefined) return rule
  if (application !== '') return { applicationName: application }
  return tokens.length === 0 ? undefined : { tokenIds: tokens.map(({ tokenId }) => tokenId) }
}

/** Returns the recipients as the server counts them; undefined if there are none. */
export function audienceOf(draft: DraftAudience): Audience | undefined {
  return draft.saved === undefined ? contentOf(draft) : { audienceId: draft.saved.id }
}

import { type AudienceRule, clientRuleSchema, tokenRuleSchema } from '#protocol/dashboard/audiences.ts'
import { rowIdSchema } from '#protocol/dashboard/lists/page.ts'
import { toAudienceToken } from '#server/core/compose/find-audience.ts'
import { findServices } from '#server/services.ts'

type Search = Readonly<Record<string, string | string[] | undefined>>

/** Returns the settings that the page needs, and the token or the filters of a list that its URL names. */
export async function findComposeFacts({ token, list, ...filters }: Search) {
  const context = findServices()?.context
  if (context === undefined) return undefined
  const { publicUrl, maxPayloadBytes } = context.settings
  const tokenId = rowIdSchema.safeParse(token)
  const row = tokenId.success ? await context.dashboard.findToken(tokenId.data) : undefined
  return { publicUrl, maxPayloadBytes, token: row && toAudienceToken(row), rule: readRule(list, filters) }
}

/** Filters that the list does not have choose nobody, so that a wrong link reaches no more than its writer meant. */
function readRule(list: Search[string], filters: Search): AudienceRule | undefined {
  if (list === 'tokens') return tokenRuleSchema.safeParse({ tokens: filters }).data
  if (list === 'aoi-clients') return clientRuleSchema.safeParse({ clients: filters }).data
  return undefined
}

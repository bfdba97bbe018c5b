import { rowIdSchema } from '#protocol/dashboard/lists/page.ts'
import { toAudienceToken } from '#server/core/compose/find-audience.ts'
import { findServices } from '#server/services.ts'

/** Returns the settings that the page needs, and the token that its URL names. */
export async function findComposeFacts(token: string | string[] | undefined) {
  const context = findServices()?.context
  if (context === undefined) return undefined
  const { publicUrl, maxPayloadBytes } = context.settings
  const tokenId = rowIdSchema.safeParse(token)
  const row = tokenId.success ? await context.dashboard.findToken(tokenId.data) : undefined
  return { publicUrl, maxPayloadBytes, token: row && toAudienceToken(row) }
}

import { fingerprint } from '#protocol'
import { rowIdSchema } from '#protocol/dashboard/lists/page.ts'
import type { Services } from '#server/services.ts'

/** Returns the fingerprint and the application. */
export async function nameToken({ context }: Services, id: string): Promise<string | undefined> {
  const tokenId = rowIdSchema.safeParse(id)
  const token = tokenId.success ? await context.dashboard.findToken(tokenId.data) : undefined
  return token && `${fingerprint(token.clientAppToken)} · ${token.applicationName}`
}

import type { NewsChoice, NewsLink, OwnNews } from '#protocol/dashboard/finding-news.ts'
import type { NewsLanguage } from '#protocol/finding-texts.ts'
import { splitSeed } from '#protocol/seed.ts'
import type { Context } from '../../context.ts'
import { argon2id } from '../../tokens/argon2id.ts'
import { FINDINGS_APPLICATION } from '../finding-store.ts'

type Own = { operatorId: string; actor: string }

/** Returns how findings reach the operator. */
export async function readOwnNews(ctx: Context, { operatorId }: Pick<Own, 'operatorId'>): Promise<OwnNews> {
  const { news } = ctx.findings
  const reader = await news.store.findReader(operatorId)
  const server = { hasMail: news.hasMail, needsCode: ctx.settings.registration === 'code' }
  if (reader === undefined) return { hasLink: false, devices: 0, ...server }
  const { clientAppToken, language, kinds, mail, quiet, timeZone } = reader
  const token = clientAppToken === undefined ? undefined : await ctx.store.findToken(clientAppToken)
  return {
    choice: { language, kinds: [...kinds], mail, timeZone, ...(quiet !== undefined && { quiet }) },
    hasLink: clientAppToken !== undefined,
    devices: token?.members ?? 0,
    ...server,
  }
}

/** Sets how findings reach the operator. */
export async function chooseNews(
  ctx: Context,
  { operatorId, actor, choice }: Own & { choice: NewsChoice },
): Promise<void> {
  const { store } = ctx.findings.news
  const known = await store.findReader(operatorId)
  const { clientAppToken } = known ?? {}
  const { quiet, ...rest } = choice
  await store.keepReader({
    ...{ operatorId, ...rest },
    ...(quiet !== undefined && { quiet }),
    ...(clientAppToken !== undefined && { clientAppToken }),
  })
  await ctx.store.recordAudit({ actor, action: 'finding.choose', subject: operatorId, at: ctx.clock.now() })
}

/**
 * Returns the elements of the operator's join link. Devices that join by it get the operator's findings. Throws
 * `unavailable` while too many tokens are derived.
 */
export async function makeNewsLink(
  ctx: Context,
  { operatorId, actor, language, timeZone }: Own & { language: NewsLanguage; timeZone: string },
): Promise<NewsLink> {
  const { news } = ctx.findings
  const [app, seed] = [FINDINGS_APPLICATION, news.seedOf(operatorId)]
  // AOI Clients split a seed, and register with the part that may leave them.
  const { wireSeed } = await splitSeed(argon2id, { applicationName: app, rootSeed: seed })
  const clientAppToken = await ctx.tokens.derive({
    ...{ aoiClientId: `operator ${operatorId}`, applicationName: app, tokenScope: '', tokenSeed: wireSeed },
  })
  const known = await news.store.findReader(operatorId)
  const fresh = { operatorId, language, kinds: [], mail: false, timeZone }
  await news.store.keepReader({ ...(known ?? fresh), clientAppToken })
  await ctx.store.recordAudit({ actor, action: 'finding.link', subject: operatorId, at: ctx.clock.now() })
  return { app, seed }
}

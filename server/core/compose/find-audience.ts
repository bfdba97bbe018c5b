import { clientAppTokenSchema, LIMITS } from '#protocol'
import type { AudienceChoices, AudienceToken } from '#protocol/dashboard/compose.ts'
import type { Context } from '../context.ts'
import type { ListedToken } from '../dashboard/dashboard-store.ts'
import type { TermKind } from '../search/search-store.ts'
import { cutTerm, foldText } from '../search/terms.ts'
import { SIMULATION_APPLICATION } from '../simulations/simulation-application.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'

const ROWS = LIMITS.composeChoices
/** AOI Clients of one label or name whose tokens are looked at. */
const CLIENTS = 10

/**
 * Finds tokens and applications for an operator: by the name of the application, the fingerprint, or a label or device
 * name of a member. Without a text, the newest tokens with members.
 */
export async function findAudience(
  ctx: Context,
  { text = '' }: { text?: string | undefined },
): Promise<AudienceChoices> {
  const [applications, found] = await Promise.all([findApplications(ctx, text), findTokens(ctx, text)])
  const tokens = await Promise.all(
    [...found].slice(0, ROWS).map(async ([tokenId, because]) => {
      const row = await ctx.dashboard.findToken(tokenId)
      return row === undefined ? [] : [toAudienceToken(row, because)]
    }),
  )
  return { applications, tokens: tokens.flat() }
}

export function toAudienceToken(row: ListedToken, because?: string): AudienceToken {
  const { tokenId, applicationName, kind, members } = row
  const fingerprint = tokenFingerprint(row.clientAppToken)
  return { tokenId, fingerprint, applicationName, kind, members, ...(because !== undefined && { because }) }
}

async function findApplications(ctx: Context, text: string): Promise<string[]> {
  const wanted = text.toLowerCase()
  const names = await ctx.search.listApplicationNames(LIMITS.searchTableRows)
  return names
    .filter((name) => name !== SIMULATION_APPLICATION && name.toLowerCase().includes(wanted))
    .slice(0, ROWS)
}

/** Returns token ids, each with the label or device name by which it was found. */
async function findTokens(ctx: Context, text: string): Promise<Map<number, string | undefined>> {
  if (text === '') {
    const filter = { hidesSimulated: true, hasMembers: true }
    const { rows } = await ctx.dashboard.listTokens({ limit: ROWS, filter })
    return new Map(rows.map(({ tokenId }) => [tokenId, undefined]))
  }
  const byToken = await findNamed(ctx, text)
  const byLabel = (
    await Promise.all([findLabelled(ctx, 'label', text), findLabelled(ctx, 'name', text)])
  ).flat()
  const found = new Map<number, string | undefined>(byToken.map((tokenId) => [tokenId, undefined]))
  for (const { tokenId, because } of byLabel) if (!found.has(tokenId)) found.set(tokenId, because)
  return found
}

async function findNamed(ctx: Context, text: string): Promise<number[]> {
  const whole = clientAppTokenSchema.safeParse(text)
  const fingerprint = text.toLowerCase()
  if (whole.success)
    return (await ctx.search.findTokens({ clientAppToken: whole.data })).map(({ tokenId }) => tokenId)
  const byFingerprint = /^[0-9a-f]{2,6}$/.test(fingerprint)
    ? await ctx.search.findTokens({ fingerprint, rows: ROWS })
    : []
  const filter = { hidesSimulated: true, hasMembers: true, applicationName: text }
  const { rows } = await ctx.dashboard.listTokens({ limit: ROWS, filter })
  return [...byFingerprint, ...rows].map(({ tokenId }) => tokenId)
}

async function findLabelled(
  ctx: Context,
  kind: Exclude<TermKind, 'id'>,
  text: string,
): Promise<{ tokenId: number; because: string }[]> {
  const term = cutTerm(foldText(text))
  if (term === '') return []
  const clients = await ctx.search.findAoiClients({ kind, term, rows: CLIENTS })
  const found = await Promise.all(
    clients.map(async ({ id: aoiClientId, name = aoiClientId }) => {
      const filter = { aoiClientId, ended: false }
      const { rows } = await ctx.dashboard.listRegistrations({ limit: ROWS, filter })
      const isMeant = ({ label }: { label?: string }) =>
        kind === 'name' || (label !== undefined && foldText(label).includes(term))
      return rows.filter(isMeant).map((row) => ({
        tokenId: row.tokenId,
        because: kind === 'label' ? (row.label ?? name) : name,
      }))
    }),
  )
  return found.flat()
}

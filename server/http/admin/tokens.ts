import { type AdminToken, fingerprint } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { toInstant } from '#server/core/instants.ts'
import type { TokenRow } from '#server/core/store.ts'
import type { ApiServices } from '../api-services.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `tokens.*`: Client App Tokens, shown by their fingerprint. `reveal` shows them whole. */
export const tokenCalls: Pick<AdminCalls, 'tokens.list' | 'tokens.show'> = {
  'tokens.list': async ({ context, presence }, { applicationName, reveal, ...page }) => {
    const filter = applicationName === undefined ? {} : { applicationName }
    if (reveal === true && page.cursor === undefined)
      await recordReveal(context, applicationName ?? 'every application')
    const { rows, nextCursor } = await context.store.listTokens({ ...pageOf(page), ...filter })
    const online = await presence.countOnline(rows.map(({ tokenId }) => tokenId))
    const tokens = rows.map((row) => toAdminToken(row, { online, reveal }))
    return { tokens, ...(nextCursor === undefined ? {} : { nextCursor }) }
  },
  'tokens.show': async ({ context, presence }, { clientAppToken, reveal }) => {
    const row = await context.store.findToken(clientAppToken)
    if (row === undefined) throw new AoiError('notFound', 'clientAppToken: this AOI Server has no such token')
    if (reveal === true) await recordReveal(context, `${row.tokenId}/${fingerprint(clientAppToken)}`)
    const online = await presence.countOnline([row.tokenId])
    return toAdminToken(row, { online, reveal })
  },
}

/** The caller gets whole tokens only after the audit has recorded it. */
function recordReveal({ store, clock }: ApiServices['context'], subject: string): Promise<void> {
  return store.recordAudit({ actor: LOCAL_ADMIN, action: 'token.reveal', subject, at: clock.now() })
}

function toAdminToken(
  row: TokenRow,
  shown: { online: ReadonlyMap<number, number>; reveal: boolean | undefined },
): AdminToken {
  const { clientAppToken, applicationName: ApplicationName, kind, members, headSeq } = row
  return {
    fingerprint: fingerprint(clientAppToken),
    ...(shown.reveal === true ? { clientAppToken } : {}),
    ...{ ApplicationName, kind, members, headSeq },
    online: shown.online.get(row.tokenId) ?? 0,
    createdAt: toInstant(row.createdAt),
  }
}

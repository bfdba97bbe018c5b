import { fingerprint, LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import { walkPages } from '../dashboard/walk-pages.ts'
import { AoiError } from '../errors.ts'
import type { Turn } from '../pacer.ts'
import type { EraseScope } from './erase-scope.ts'

/** A scope as people name it. `fingerprint` has the digits that pages show in the place of a token. */
export type NamedScope =
  | { clientAppToken: string }
  | { fingerprint: string }
  | { applicationName: string }
  | { aoiClientId: string }

/** The scope, and its name in the audit, which never has a whole token. */
export type FoundScope = { scope: EraseScope; subject: string }

/** Finds what a name means. Throws `notFound`, and `invalid` if several tokens have the fingerprint. */
export async function findScope(
  ctx: Context,
  { named, turn }: { named: NamedScope; turn: Turn },
): Promise<FoundScope> {
  if ('applicationName' in named) {
    const { applicationName } = named
    return { scope: { kind: 'application', applicationName }, subject: `application ${applicationName}` }
  }
  if ('aoiClientId' in named)
    return { scope: { kind: 'aoiClient', aoiClientId: named.aoiClientId }, subject: named.aoiClientId }
  const token =
    'clientAppToken' in named
      ? await ctx.store.findToken(named.clientAppToken)
      : await findByFingerprint(ctx, { wanted: named.fingerprint, turn })
  if (token === undefined) throw new AoiError('notFound', 'token: this AOI Server has no such token')
  const { tokenId, clientAppToken } = token
  return { scope: { kind: 'token', tokenId }, subject: `${tokenId}/${fingerprint(clientAppToken)}` }
}

type Token = { tokenId: number; clientAppToken: string }

/** No column has the fingerprint, so this looks at every token, in paced steps. */
async function findByFingerprint(
  ctx: Context,
  { wanted, turn }: { wanted: string; turn: Turn },
): Promise<Token | undefined> {
  const found: Token[] = []
  const asked = { limit: LIMITS.listRows, filter: { fingerprint: wanted } }
  const read = (cursor: string | undefined) => turn(() => ctx.dashboard.listTokens({ ...asked, cursor }))
  for await (const rows of walkPages(read)) found.push(...rows)
  if (found.length > 1)
    throw new AoiError('invalid', `token: ${found.length} tokens have this fingerprint; give the whole token`)
  return found[0]
}

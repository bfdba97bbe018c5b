import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { isGranted } from '../server-applications/grants.ts'
import type { KeyScope } from '../server-applications/key-scope.ts'
import type { Page, PageRequest, TokenRow } from '../store.ts'

/** The tokens of the granted applications, or of one of them. Throws `forbidden` if that one is not granted. */
export async function listTokens(
  ctx: Context,
  input: PageRequest & { scope: KeyScope; applicationName?: string },
): Promise<Page<TokenRow>> {
  const { scope, applicationName } = input
  if (applicationName !== undefined && !isGranted(scope.grants, applicationName)) {
    throw new AoiError('forbidden', 'applicationName: the API key may not address this application')
  }
  return ctx.store.listTokens(input)
}

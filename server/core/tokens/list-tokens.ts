import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { isGranted } from '../server-applications/grants.ts'
import type { Page, PageRequest, TokenRow } from '../store.ts'

/** The tokens of the granted applications, or of one of them. Throws `forbidden` if that one is not granted. */
export async function listTokens(
  ctx: Context,
  input: PageRequest & { grants: readonly string[]; applicationName?: string },
): Promise<Page<TokenRow>> {
  const { grants, applicationName } = input
  if (applicationName !== undefined && !isGranted(grants, applicationName)) {
    throw new AoiError('forbidden', 'applicationName: the API key may not address this application')
  }
  return ctx.store.listTokens(input)
}

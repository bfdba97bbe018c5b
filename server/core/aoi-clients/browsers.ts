import { createHash } from 'node:crypto'
import { PUSH_SOCKET_PLATFORM } from '#protocol'
import type { Context } from '../context.ts'
import { hashSecret } from '../credentials.ts'
import { checkEnrolment, refused } from '../enrolment/enrolment-codes.ts'
import { isAoiError } from '../errors.ts'
import { authenticateAoiClient } from './authenticate-aoi-client.ts'
import { networkOf } from './register-aoi-client.ts'

/** ApplicationName of pages' subscriptions: a browser does not reveal the page. */
export const BROWSER_APPLICATION = 'aoi.browser'

const ID_BYTES = 16

/**
 * Derives a credential from a `uaid`, which is all that a browser of Mozilla's push socket presents. The secret has a
 * form that no other door accepts, so such an AOI Client exists only at this socket.
 */
function credentialOf(uaid: string): { aoiClientId: string; aoiClientSecret: string } {
  const hash = createHash('sha256').update(`browser ID ${uaid}`).digest().subarray(0, ID_BYTES)
  return { aoiClientId: `ac_${hash.toString('base64url')}`, aoiClientSecret: `browser secret ${uaid}` }
}

/**
 * Makes the AOI Client of a browser, known by `uaid` from now on; `address` is as limits by address count it. Returns
 * its AOI Client ID. Throws `unauthorized` as `registerAoiClient` does.
 */
export async function registerBrowser(
  ctx: Context,
  input: { uaid: string; address: string; name?: string | undefined; enrolmentCode?: string | undefined },
): Promise<string> {
  const { aoiClientId, aoiClientSecret } = credentialOf(input.uaid)
  const enrolment = await checkEnrolment(ctx, input.enrolmentCode)
  const created = await ctx.store.createAoiClient({
    id: aoiClientId,
    secretHash: hashSecret(aoiClientSecret),
    createdAt: ctx.clock.now(),
    platform: PUSH_SOCKET_PLATFORM,
    ...(input.name !== undefined && { name: input.name }),
    ...(enrolment === undefined ? networkOf(input) : { enrolmentCodeId: enrolment.id }),
  })
  if (!created) throw refused('invalid')
  return aoiClientId
}

/** Returns the AOI Client ID of the browser with this `uaid`; `undefined` if there is none, or it has ended. */
export async function findBrowser(ctx: Context, uaid: string): Promise<string | undefined> {
  try {
    return (await authenticateAoiClient(ctx, credentialOf(uaid))).id
  } catch (error) {
    // A database outage must not look like an unknown browser, which would drop all its subscriptions.
    if (isAoiError(error) && error.code === 'unauthorized') return undefined
    throw error
  }
}

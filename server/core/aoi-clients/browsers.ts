import { createHash } from 'node:crypto'
import { PUSH_SOCKET_PLATFORM } from '#protocol'
import type { Context } from '../context.ts'
import { hashSecret } from '../credentials.ts'
import { checkEnrolment, refused } from '../enrolment/enrolment-codes.ts'
import { isAoiError } from '../errors.ts'
import { authenticateAoiClient } from './authenticate-aoi-client.ts'
import { networkOf } from './register-aoi-client.ts'

/** ApplicationName of what pages subscribe to by a browser, which does not tell whose they are. */
export const BROWSER_APPLICATION = 'aoi.browser'

const ID_BYTES = 16

/**
 * What stands behind a `uaid`, the one thing that a browser of Mozilla's push socket shows: it is found and proved by
 * it. The secret has a form that no other door takes, so that such an AOI Client is one at this socket alone.
 */
function credentialOf(uaid: string): { aoiClientId: string; aoiClientSecret: string } {
  const hash = createHash('sha256').update(`browser ID ${uaid}`).digest().subarray(0, ID_BYTES)
  return { aoiClientId: `ac_${hash.toString('base64url')}`, aoiClientSecret: `browser secret ${uaid}` }
}

/**
 * Makes the AOI Client of a browser, known by `uaid` from now on; `address` is as limits count it. Answers its AOI Client ID. Throws `unauthorized` as
 * `registerAoiClient` does.
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

/** The AOI Client ID of the browser with this `uaid`; `undefined` when there is none, or it has ended. */
export async function findBrowser(ctx: Context, uaid: string): Promise<string | undefined> {
  try {
    return (await authenticateAoiClient(ctx, credentialOf(uaid))).id
  } catch (error) {
    // A database that is away must not pass for a browser that is unknown: that one would drop all it has.
    if (isAoiError(error) && error.code === 'unauthorized') return undefined
    throw error
  }
}

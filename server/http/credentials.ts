import { aoiClientIdSchema, aoiClientSecretSchema } from '#protocol'
import { authenticateAoiClient } from '#server/core/aoi-clients/authenticate-aoi-client.ts'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import type { ApiKey } from '#server/core/store.ts'
import type { Api, ApiRequest } from './api-services.ts'
import { readCaller } from './read-caller.ts'
import { noteSender } from './request-route.ts'

export type AoiClientCredential = { aoiClientId: string; aoiClientSecret: string }

/** Returns the API key of a request to AOI-3. Throws `unauthorized` and `tooMany`. */
export async function requireApiKey(api: Api, c: ApiRequest): Promise<ApiKey> {
  const [, presented] = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? []
  const key = await countingFailures(api, {
    c,
    signIn: () => api.services().context.keyring.authenticate(presented),
  })
  noteSender(c.env.incoming, key.serverApplicationId)
  await api.limits.countSender(key.id)
  const { id, requestsPerMinute } = key
  if (requestsPerMinute !== undefined) await api.limits.countKeyRate({ id, requestsPerMinute })
  return key
}

/** Returns the AOI Client of a request to AOI-2, by HTTP Basic (RFC 7617). Throws `unauthorized` and `tooMany`. */
export async function requireAoiClient(api: Api, c: ApiRequest): Promise<{ aoiClientId: string }> {
  const signIn = async () => authenticateAoiClient(api.services().context, readAoiClientCredential(c))
  const { id } = await countingFailures(api, { c, signIn })
  return { aoiClientId: id }
}

/** Reads the credential of the request, and checks only its form. Throws `unauthorized`. */
export function readAoiClientCredential(c: ApiRequest): AoiClientCredential {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(c.req.header('authorization') ?? '') ?? []
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? []
  const aoiClientId = aoiClientIdSchema.safeParse(id)
  const aoiClientSecret = aoiClientSecretSchema.safeParse(secret)
  if (!aoiClientId.success || !aoiClientSecret.success) {
    throw new AoiError(
      'unauthorized',
      'Authorization: HTTP Basic with aoiClientId and aoiClientSecret is required',
    )
  }
  return { aoiClientId: aoiClientId.data, aoiClientSecret: aoiClientSecret.data }
}

/**
 * Runs `signIn`. If it throws `unauthorized`, counts the failure against the caller's address, which may throw
 * `tooMany`.
 */
export async function countingFailures<Signed>(
  api: Api,
  attempt: { c: ApiRequest; signIn: () => Promise<Signed> },
): Promise<Signed> {
  try {
    return await attempt.signIn()
  } catch (error) {
    if (isAoiError(error) && error.code === 'unauthorized') {
      await api.limits.countFailedSignIn(readCaller(api.services(), attempt.c).limitKey)
    }
    throw error
  }
}

import { describeInvalid } from '../../protocol/invalid.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { ClientAppRegistrationReq } from '../../protocol/registration.ts'
import { clientAppRegistrationReqSchema } from '../../protocol/registration.ts'
import type { SplitSeed } from '../../protocol/seed.ts'
import { splitSeed } from '../../protocol/seed.ts'
import { textSchema, utf8Bytes } from '../../protocol/text.ts'
import type { Argon2id, RegistrationKey } from '../../protocol/token.ts'
import { deriveRegistrationKey, isVapidKey, sharedToken } from '../../protocol/token.ts'
import type { RegisterInput } from '../aoi-client.ts'
import { AoiClientError } from '../aoi-client-error.ts'

/** A registration to send, and the facts that are known before the answer. */
export type RegistrationRequest = {
  instance: string
  /** The AOI-1 request, with the seed that goes over the wire. */
  message: ClientAppRegistrationReq
  /** True if the registration accepts Web Push. */
  webPush: boolean
  /** The split of the seed, which stays here; undefined without a seed, or if the seed itself is sent. */
  split: SplitSeed | undefined
  /** The key that signs a proof in place of the seed; without it the seed is sent. */
  proofKey: RegistrationKey | undefined
  /** The shared token that the server will give; undefined without a seed. */
  expectedToken: string | undefined
  /** The application's seed is short. The server cannot see that of a split seed. */
  isShortSeed: boolean
}

/** Refused before anything is sent: a sender with the token could guess a short seed, and register with it. */
const SHORT_SEED = `tokenSeed: must be at least ${LIMITS.tokenSeedAdvisedBytes} bytes of UTF-8; a new one must be random; allowShortSeed accepts a shorter one that is already in use`

const instanceSchema = textSchema(1, 255)

/** Checks and completes the application's input. Rejects with `AoiClientError('400')`. */
export async function makeRegistrationRequest(
  argon2id: Argon2id,
  input: RegisterInput,
): Promise<RegistrationRequest> {
  const { tokenSeed, vapidKey, tokenScope, label, instance = 'default' } = input
  const asked = clientAppRegistrationReqSchema.safeParse({
    messageType: 'clientAppRegistrationReq',
    ApplicationName: input.applicationName.normalize('NFC'),
    ...(tokenSeed !== undefined && { tokenSeed }),
    ...(vapidKey !== undefined && { vapidKey }),
    ...(tokenScope !== undefined && { tokenScope }),
    ...(label !== undefined && { label }),
  })
  if (!asked.success) throw new AoiClientError('400', describeInvalid(asked.error))
  if (vapidKey !== undefined && !isVapidKey(vapidKey)) {
    throw new AoiClientError('400', 'vapidKey: must be a point on P-256 in base64url')
  }
  const isShortSeed = tokenSeed !== undefined && utf8Bytes(tokenSeed) < LIMITS.tokenSeedAdvisedBytes
  if (isShortSeed && input.allowShortSeed !== true) throw new AoiClientError('400', SHORT_SEED)
  const named = instanceSchema.safeParse(instance)
  if (!named.success) throw new AoiClientError('400', `instance: ${named.error.issues[0]?.message}`)
  const split = input.split === false ? undefined : await findSplitSeed(argon2id, asked.data)
  const message = split === undefined ? asked.data : { ...asked.data, tokenSeed: split.wireSeed }
  const key = await findRegistrationKey(argon2id, message)
  if (input.tokenProof === true && key === undefined) {
    throw new AoiClientError('400', 'tokenProof: requires tokenSeed')
  }
  return {
    instance,
    message,
    webPush: input.webPush === true,
    split,
    proofKey: input.tokenProof === true ? key : undefined,
    expectedToken: key === undefined ? undefined : expectedToken(key, message),
    isShortSeed,
  }
}

async function findSplitSeed(
  argon2id: Argon2id,
  message: ClientAppRegistrationReq,
): Promise<SplitSeed | undefined> {
  const { ApplicationName: applicationName, tokenSeed: rootSeed, tokenScope = '' } = message
  return rootSeed === undefined ? undefined : splitSeed(argon2id, { applicationName, rootSeed, tokenScope })
}

async function findRegistrationKey(
  argon2id: Argon2id,
  message: ClientAppRegistrationReq,
): Promise<RegistrationKey | undefined> {
  const { ApplicationName: applicationName, tokenSeed, tokenScope = '' } = message
  if (tokenSeed === undefined) return undefined
  return deriveRegistrationKey(argon2id, { applicationName, tokenSeed, tokenScope })
}

function expectedToken({ pkReg }: RegistrationKey, message: ClientAppRegistrationReq): string {
  const { ApplicationName: applicationName, tokenScope = '', vapidKey } = message
  return sharedToken({ applicationName, tokenScope, pkReg, ...(vapidKey !== undefined && { vapidKey }) })
}

import { z } from 'zod'
import vectors from '../token-vectors.json' with { type: 'json' }

const registrationVector = z.object({
  type: z.literal('registration'),
  applicationName: z.string(),
  tokenSeed: z.string(),
  vapidKey: z.string().optional(),
  scope: z.string().optional(),
  salt: z.string(),
  prk: z.string(),
  dReg: z.string(),
  pkReg: z.string(),
  clientAppToken: z.string(),
})

const appKeysVector = z.object({
  type: z.literal('appKeys'),
  applicationName: z.string(),
  rootSeed: z.string(),
  root: z.string(),
  wireSeed: z.string(),
  dUa: z.string(),
  p256dh: z.string(),
  auth: z.string(),
  clientAppToken: z.string(),
})

/** The next seed after `rootSeed`, and the values derived from it. */
const nextSeedVector = z.object({
  type: z.literal('nextSeed'),
  applicationName: z.string(),
  rootSeed: z.string(),
  nextRootSeed: z.string(),
  p256dh: z.string(),
  auth: z.string(),
  clientAppToken: z.string(),
})

const tokenProofVector = z.object({
  type: z.literal('tokenProof'),
  serverOrigin: z.string(),
  applicationName: z.string(),
  aoiClientId: z.string(),
  nonce: z.string(),
  vapidKey: z.string(),
  scope: z.string(),
  pk: z.string(),
  transcriptSha256: z.string(),
  sigRFC6979: z.string(),
  clientAppToken: z.string(),
})

const scalarVector = z.object({ type: z.literal('scalar'), c48: z.string(), d: z.string() })

const parsed = z
  .array(
    z.discriminatedUnion('type', [
      registrationVector,
      appKeysVector,
      nextSeedVector,
      tokenProofVector,
      scalarVector,
    ]),
  )
  .parse(vectors)

/** The conformance vectors of `AOI-token-v1`, by kind. */
export const REGISTRATION_VECTORS = parsed.filter((vector) => vector.type === 'registration')
export const APP_KEYS_VECTORS = parsed.filter((vector) => vector.type === 'appKeys')
export const NEXT_SEED_VECTORS = parsed.filter((vector) => vector.type === 'nextSeed')
export const TOKEN_PROOF_VECTORS = parsed.filter((vector) => vector.type === 'tokenProof')
export const SCALAR_VECTORS = parsed.filter((vector) => vector.type === 'scalar')

import type { z } from 'zod'
import { toBase64url } from '../../protocol/base64url.ts'
import {
  type ClientAppRegistrationReq,
  clientAppRegistrationResSchema,
  tokenProofNonceResSchema,
} from '../../protocol/registration.ts'
import type { RegistrationKey } from '../../protocol/token.ts'
import { signTokenProof } from '../../protocol/token-proof.ts'
import { AoiClientError } from '../aoi-client-error.ts'
import type { HttpCall } from '../http/http-call.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import type { Platform } from '../platform.ts'
import { makeRegistrationRequest } from '../registrations/registration-request.ts'
import { isSameServerUrl, readServerUrl, urlAt } from '../server-url.ts'
import { tolerant } from '../tolerant.ts'
import { type PushKeys, pushKeysOf } from './crypto/push-keys.ts'
import { signVapid } from './sign-vapid.ts'

export type JoinGroupInput = {
  /** The origin of the AOI Server that the browser uses as its push service. */
  serverUrl: string
  /** The result of the browser's `pushManager.subscribe`, as `toJSON()`. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
  /** The key pair (ECDSA, P-256) whose public half is the subscription's `applicationServerKey`. */
  applicationServerKeys: Pick<CryptoKeyPair, 'privateKey' | 'publicKey'>
  applicationName: string
  /** Never leaves this process: the AOI Server sees only a proof of the key derived from it. */
  tokenSeed: string
  tokenScope?: string | undefined
  /** VAPID key of the group's only sender, if it has one. */
  vapidKey?: string | undefined
  /** Lets senders of Web Push send without identification. */
  webPush?: boolean | undefined
}

/** A browser's membership of a group, and the keys that open its messages (`openGroupMessage`). */
export type GroupMembership = {
  token: string
  /** The push resource through which senders of Web Push reach the whole group. */
  endpoint: string
  keys: PushKeys
}

/**
 * Makes a stock browser join a group, through a subscription of the page's own (`docs/mozilla-push.md`). The page's
 * worker receives the group's messages whole, and opens them with `openGroupMessage`. Rejects with `AoiClientError`:
 * `400` if the subscription belongs to another push service.
 */
export async function joinGroupWith(
  { argon2id, callHttp }: Pick<Platform, 'argon2id' | 'callHttp'>,
  input: JoinGroupInput,
): Promise<GroupMembership> {
  const serverUrl = readServerUrl(input.serverUrl)
  const { origin } = new URL(serverUrl)
  const pushToken = tokenOf(input.subscription.endpoint, serverUrl)
  const { message, split, proofKey } = await makeRegistrationRequest(argon2id, {
    ...named(input),
    tokenProof: true,
  })
  if (split === undefined || proofKey === undefined) throw new AoiClientError('400', 'tokenSeed: is required')
  const authorization = await signVapid(input.applicationServerKeys, origin)
  const ask = (what: string, body: object) =>
    post(callHttp, { url: urlAt(serverUrl, `/wp/${pushToken}/${what}`), authorization, body })
  const nonce = understood(NONCE, await ask('nonces', { messageType: 'tokenProofNonceReq' }))
  if (nonce.code !== '200') throw new AoiClientError(nonce.code, nonce.desc)
  const tokenProof = prove({ message, proofKey, origin, nonce: nonce.nonce, pushToken })
  const { tokenSeed: _, ...rest } = message
  const { keys } = input.subscription
  const webPush = input.webPush === true ? { webPush: true } : {}
  const answer = understood(REGISTRATION, await ask('groups', { ...rest, ...webPush, tokenProof, keys }))
  if (answer.code !== '200') throw new AoiClientError(answer.code, answer.desc)
  return {
    token: answer.clientAppToken,
    endpoint: `${serverUrl}/wp/${answer.clientAppToken}`,
    keys: pushKeysOf({ privateKey: split.p256dhPrivateKey, auth: split.auth }),
  }
}

function named({ applicationName, tokenSeed, tokenScope, vapidKey }: JoinGroupInput) {
  return { applicationName, tokenSeed, tokenScope, vapidKey }
}

/** The page does not know the AOI Client ID, so the proof uses the subscription's token in its place. */
function prove(about: {
  message: ClientAppRegistrationReq
  proofKey: RegistrationKey
  origin: string
  nonce: string
  pushToken: string
}) {
  const { message, proofKey, origin, nonce, pushToken: aoiClientId } = about
  const { ApplicationName: applicationName, tokenScope, vapidKey } = message
  const statement = { nonce, origin, applicationName, tokenScope, aoiClientId, vapidKey }
  const signature = signTokenProof(proofKey.dReg, statement)
  return { origin, nonce, pkReg: toBase64url(proofKey.pkReg), signature }
}

function tokenOf(endpoint: string, serverUrl: string): string {
  const [, token] = /\/wp\/(u1[A-Za-z0-9_-]{43})$/.exec(endpoint) ?? []
  if (token !== undefined && isSameServerUrl(endpoint.replace(/\/wp\/[^/]*$/, ''), serverUrl)) return token
  const other = new URL(endpoint).host
  throw new AoiClientError('400', `the browser uses another push service: ${other}`)
}

const NONCE = tolerant(tokenProofNonceResSchema)
const REGISTRATION = tolerant(clientAppRegistrationResSchema)

function understood<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new AoiClientError('400', 'the answer of the AOI Server does not follow the protocol')
}

async function post(
  callHttp: HttpCall,
  { url, authorization, body }: { url: URL; authorization: string; body: object },
): Promise<unknown> {
  try {
    const { text } = await callHttp({
      url,
      method: 'POST',
      body: JSON.stringify(body),
      options: { extraHeaders: { authorization } },
      answerBytes: CLIENT_LIMITS.answerBytes,
      signal: AbortSignal.timeout(CLIENT_LIMITS.requestMilliseconds),
    })
    return JSON.parse(text)
  } catch (error) {
    throw new AoiClientError('timeout', `the AOI Server cannot be reached: ${String(error)}`)
  }
}

import { toBase64url } from '../../protocol/base64url.ts'
import { tokenProofNonceResSchema } from '../../protocol/registration.ts'
import { signTokenProof } from '../../protocol/token-proof.ts'
import type { Session } from '../session/session.ts'
import type { RegistrationRequest } from './registration-request.ts'

export type RegistrationInput = {
  request: RegistrationRequest
  aoiClientId: string
  /** The origin under which this AOI Client reaches the AOI Server. */
  origin: string
}

/** Requests a registration by the seed, or by a proof of its key. Returns the AOI Server's answer. */
export async function sendRegistration(session: Session, registering: RegistrationInput): Promise<unknown> {
  const { request, aoiClientId, origin } = registering
  const { message, webPush, proofKey } = request
  const asked = { ...message, aoiClientId, ...(webPush && { webPush: true }) }
  if (proofKey === undefined) return session.ask('clientAppRegistrationReq', asked)
  const messageType = 'tokenProofNonceReq'
  const answer = tokenProofNonceResSchema.parse(await session.ask(messageType, { messageType, aoiClientId }))
  // A refused nonce is a refused registration.
  if (answer.code !== '200') return { ...answer, messageType: 'clientAppRegistrationRes' }
  const { ApplicationName: applicationName, tokenScope, vapidKey } = message
  const { nonce } = answer
  const statement = { nonce, origin, applicationName, tokenScope, aoiClientId, vapidKey }
  const signature = signTokenProof(proofKey.dReg, statement)
  const tokenProof = { origin, nonce, pkReg: toBase64url(proofKey.pkReg), signature }
  const { tokenSeed, ...withoutSeed } = asked
  return session.ask('clientAppRegistrationReq', { ...withoutSeed, tokenProof })
}

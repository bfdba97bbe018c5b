import { aoiClientRegistrationResSchema } from '../../protocol/registration.ts'
import type { Credential } from '../journal/journal-state.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import type { SessionEnd } from './session-end.ts'
import { endOfRefusal } from './session-end.ts'

export type RegisterAoiClientInput = {
  serverUrl: string
  deviceInfo?: { name?: string; platform?: string } | undefined
  enrolmentCode?: string | undefined
  signal: AbortSignal
}

/** Registers this AOI Client (`docs/protocol.md` section 2). Never rejects: a failure is answered as an end. */
export async function registerAoiClient(
  input: RegisterAoiClientInput,
): Promise<{ credential: Credential } | { end: SessionEnd }> {
  const { serverUrl, deviceInfo, enrolmentCode, signal } = input
  try {
    const response = await fetch(new URL('/api/v1/aoi-clients', serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        messageType: 'aoiClientRegistrationReq',
        ...(deviceInfo && { deviceInfo }),
        ...(enrolmentCode !== undefined && { enrolmentCode }),
      }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(CLIENT_LIMITS.requestMilliseconds)]),
    })
    const answer = aoiClientRegistrationResSchema.safeParse(await response.json())
    if (!answer.success) return { end: unreachable(`not an AOI Server's answer (HTTP ${response.status})`) }
    // There is no credential yet that could have been revoked: this AOI Server takes no AOI Client without a valid code.
    if (answer.data.code === '401')
      return { end: { kind: 'stopped', reason: 'notAdmitted', desc: answer.data.desc } }
    if (answer.data.code !== '200') return { end: endOfRefusal(answer.data, answer.data.desc) }
    const { aoiClientId, aoiClientSecret } = answer.data
    return { credential: { serverUrl, aoiClientId, aoiClientSecret } }
  } catch (error) {
    return { end: unreachable(causeOf(error)) }
  }
}

function unreachable(desc: string): SessionEnd {
  return { kind: 'lost', reason: 'unreachable', desc }
}

/** `fetch failed` alone helps nobody: the cause says more. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}

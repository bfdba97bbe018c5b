import { codeOf } from '../../protocol/code-of.ts'
import { aoiClientRegistrationResSchema } from '../../protocol/registration.ts'
import type { AoiClientOptions } from '../aoi-client.ts'
import type { Credential } from '../journal/journal-state.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import type { Platform } from '../platform.ts'
import { urlAt } from '../server-url.ts'
import { tolerant } from '../tolerant.ts'
import type { SessionEnd } from './session-end.ts'
import { endOfRefusal, retryAfterMs } from './session-end.ts'

export type RegisterAoiClientInput = Pick<
  AoiClientOptions,
  'serverUrl' | 'deviceInfo' | 'enrolmentCode' | 'socketOptions'
> &
  Pick<Platform, 'callHttp'> & { signal: AbortSignal }

const answerSchema = tolerant(aoiClientRegistrationResSchema)

/** Registers this AOI Client (`docs/protocol.md` section 2). Never rejects: returns a failure as an end. */
export async function registerAoiClient(
  input: RegisterAoiClientInput,
): Promise<{ credential: Credential } | { end: SessionEnd }> {
  const { serverUrl, deviceInfo, enrolmentCode } = input
  const body = {
    messageType: 'aoiClientRegistrationReq',
    ...(deviceInfo && { deviceInfo }),
    ...(enrolmentCode !== undefined && { enrolmentCode }),
  }
  const called = await callServer({ path: '/api/v1/aoi-clients', method: 'POST', body }, input)
  if ('end' in called) return called
  const answer = answerSchema.safeParse(called.json)
  if (!answer.success) return { end: endOfForeignAnswer(called) }
  // There is no credential yet that could be revoked: this AOI Server needs a valid enrolment code.
  if (answer.data.code === '401') {
    return { end: { kind: 'stopped', reason: 'notAdmitted', desc: answer.data.desc } }
  }
  if (answer.data.code !== '200') return { end: endOfRefusal(answer.data, answer.data.desc) }
  const { aoiClientId, aoiClientSecret } = answer.data
  return { credential: { serverUrl, aoiClientId, aoiClientSecret } }
}

type Call = { path: string; method: 'GET' | 'POST'; body?: object | undefined }
type ServerAnswer = { status: number; json: unknown; retryAfterSeconds: number | undefined }

/** Sends one request with the options of the session. `json` is undefined if the answer is no JSON. */
export async function callServer(
  { path, method, body }: Call,
  { serverUrl, socketOptions, callHttp, signal }: RegisterAoiClientInput,
): Promise<ServerAnswer | { end: SessionEnd }> {
  try {
    const answer = await callHttp({
      url: urlAt(serverUrl, path),
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      options: socketOptions,
      answerBytes: CLIENT_LIMITS.answerBytes,
      signal: AbortSignal.any([signal, AbortSignal.timeout(CLIENT_LIMITS.requestMilliseconds)]),
    })
    return { ...answer, json: parseJson(answer.text) }
  } catch (error) {
    return { end: { kind: 'lost', reason: 'unreachable', desc: causeOf(error) } }
  }
}

/** A proxy answered instead of the AOI Server, or there is no AOI Server. */
function endOfForeignAnswer({ status, retryAfterSeconds }: ServerAnswer): SessionEnd {
  const desc = `the answer (HTTP ${status}) is not from an AOI Server`
  return { kind: 'lost', reason: 'unreachable', desc, retryAfterMs: retryAfterMs(retryAfterSeconds) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The cause says more than "fetch failed". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = codeOf(error)
  if (error.name === 'AggregateError' && code !== undefined) return String(code)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}

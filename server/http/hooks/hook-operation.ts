import { LIMITS } from '#protocol'
import type { HookShape } from '#protocol/hook-shapes.ts'
import { isAoiError } from '#server/core/errors.ts'
import { acceptHookRequest } from '#server/core/hooks/accept-hook-request.ts'
import { hookSenderId } from '#server/core/hooks/hook-address.ts'
import type { Hook } from '#server/core/hooks/hook-store.ts'
import type { HookRequest, ShapeAnswer } from '#server/core/hooks/shapes/shape.ts'
import { SHAPES } from '#server/core/hooks/shapes/shapes.ts'
import type { SubmissionTrace } from '#server/core/tracing.ts'
import { answer, answerEmpty } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { readBody } from '../body.ts'
import { countingFailures } from '../credentials.ts'
import { LightResponse } from '../light-response.ts'
import { noteSender } from '../request-route.ts'
import { requireReady } from '../require-ready.ts'

/** A stock sender's request before its credential is checked. */
export type Received = { query: URLSearchParams; body: Uint8Array }

type HookDoor = {
  c: ApiRequest
  /** The shape of the door. By default it is the hook's own, and plain until the hook is known. */
  shape?: HookShape
  trace: SubmissionTrace
  /** ntfy: the topic as the sender wrote it, and the segments of the path below it. */
  named?: Pick<HookRequest, 'topic' | 'path'>
  /** Finds the hook by the credential, and removes the credential from `query`. Throws `unauthorized`. */
  signIn: (received: Received) => Promise<Hook>
}

/**
 * Answers a stock sender's request in the form that the sender expects: reads it, checks the hook and its limit, and
 * sends. Errors that no rule foresees are left to the caller.
 */
export async function answerHook(api: Api, door: HookDoor): Promise<Response> {
  let shape = SHAPES[door.shape ?? 'plain']
  try {
    requireReady(api)
    const { c, trace } = door
    const received = { query: readQuery(c), body: await readHookBody(c) }
    const hook = await countingFailures(api, { c, signIn: () => door.signIn(received) })
    noteSender(c.env.incoming, hookSenderId(hook.id))
    shape = SHAPES[door.shape ?? hook.shape]
    await api.limits.countHook(hook)
    const request = toRequest(api, { c, received, ...door.named })
    const result = await acceptHookRequest(api.services().context, { hook, shape, request, trace })
    return toResponse(
      result.kind === 'nothing' ? shape.nothing(result.reason) : shape.accepted(result.accepted),
    )
  } catch (error) {
    if (!isAoiError(error)) throw error
    return toResponse(shape.refused(error), error)
  }
}

function readQuery(c: ApiRequest): URLSearchParams {
  return new URL(c.req.url, 'http://localhost').searchParams
}

async function readHookBody(c: ApiRequest): Promise<Uint8Array> {
  return c.req.method === 'GET' ? new Uint8Array() : readBody(c.req.raw, LIMITS.hookBodyBytes)
}

type Parts = { c: ApiRequest; received: Received } & Pick<HookRequest, 'topic' | 'path'>

function toRequest(api: Api, { c, received, ...named }: Parts): HookRequest {
  return {
    ...{ method: c.req.method, query: received.query, body: received.body },
    ...named,
    header: (name) => (name === 'authorization' ? undefined : c.req.header(name)),
    receivedAt: api.services().context.clock.now(),
  }
}

/** Returns a shape's answer, with the seconds to wait if there are any. */
export function toResponse(
  { status, body, headers }: ShapeAnswer,
  { retryAfter }: { retryAfter?: number | undefined } = {},
): Response {
  const all = { ...headers, ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) }
  if (typeof body === 'object') return answer(body, { status, headers: all })
  if (body === '') return answerEmpty(status, all)
  return new LightResponse(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...all },
  })
}

/** The text of `Authorization: Bearer`, or the password of `Basic`: the places where stock senders keep a secret. */
export function readCredential(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization ?? '') ?? []
  if (scheme === '') return undefined
  if (scheme.toLowerCase() === 'bearer') return value
  const decoded = Buffer.from(value, 'base64').toString()
  const colon = decoded.indexOf(':')
  // Some senders put the secret in the user name and leave the password empty.
  return decoded.slice(colon + 1) || decoded.slice(0, colon)
}

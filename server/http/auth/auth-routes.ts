import { z } from 'zod'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { Caller } from '#server/ops/caller.ts'
import { answer } from '../answer.ts'
import type { Api, ApiRequest, ApiServices } from '../api-services.ts'
import { readBody } from '../body.ts'
import { answerFailure } from '../error-answer.ts'
import { readMessage } from '../message.ts'
import { requireOwnOrigin } from '../own-origin.ts'
import { readCaller } from '../read-caller.ts'
import { SignInLimits } from './sign-in-limits.ts'

/** What is taken of better-auth; its other operations are not served. `guess`: failures count, for too many lock the door. */
const SERVED: readonly { method: 'GET' | 'POST'; path: string; guess?: true; fresh?: true }[] = [
  { method: 'POST', path: '/sign-in/email', guess: true },
  { method: 'POST', path: '/sign-out' },
  { method: 'POST', path: '/change-password', guess: true },
  { method: 'POST', path: '/two-factor/enable', guess: true, fresh: true },
  { method: 'POST', path: '/two-factor/disable', guess: true, fresh: true },
  { method: 'POST', path: '/two-factor/verify-totp', guess: true },
  { method: 'POST', path: '/two-factor/verify-backup-code', guess: true },
  { method: 'POST', path: '/two-factor/generate-backup-codes', guess: true, fresh: true },
  { method: 'GET', path: '/passkey/generate-register-options', fresh: true },
  { method: 'POST', path: '/passkey/verify-registration', fresh: true },
  { method: 'GET', path: '/passkey/generate-authenticate-options' },
  { method: 'POST', path: '/passkey/verify-authentication', guess: true },
  { method: 'GET', path: '/passkey/list-user-passkeys' },
  { method: 'POST', path: '/passkey/delete-passkey', fresh: true },
]

const code = z.string().min(1).max(64)
const newcomerSchema = z.strictObject({
  code,
  name: z.string().trim().min(1).max(LIMITS.operatorNameCharacters),
  email: z.email().max(LIMITS.operatorEmailCharacters),
  password: z.string().min(LIMITS.operatorPasswordCharacters).max(LIMITS.operatorPasswordMaximumCharacters),
})
const codeSchema = z.strictObject({ code })
const accountSchema = z.looseObject({ email: z.string().max(LIMITS.operatorEmailCharacters) })

type Serve = (services: ApiServices, c: ApiRequest, caller: Caller) => Promise<Response>

/** Signing in and out, one's own passkeys and TOTP, and becoming an operator: everything below `/api/auth`. */
export function addAuth(api: Api): void {
  const limits = new SignInLimits((limit) => api.services().makeLimiter(limit))
  const add = (route: { method: string; path: string }, serve: Serve) => {
    const path = `${api.prefix}/auth${route.path}`
    api.methods.set(path, (api.methods.get(path) ?? new Set()).add(route.method))
    api.app.on(route.method, path, async (c) => {
      try {
        const services = api.services()
        requireOwnOrigin(services, c)
        return await serve(services, c, readCaller(services, c))
      } catch (error) {
        return answerFailure(api.findServices(), {
          ...{ c, family: undefined, name: `${route.method} ${path}`, error },
        })
      }
    })
  }
  for (const route of SERVED) {
    add(route, async (services, c, { address, limitKey }) => {
      if (route.fresh === true) await requireFresh(services, c)
      const bytes = await readBody(c.req.raw, LIMITS.requestBodyBytes)
      const serve = () => services.operators.serve(withCaller(c.req.raw, { address, bytes }))
      if (route.guess !== true) return serve()
      return limits.guard({ address: limitKey, account: readAccount(bytes) }, serve)
    })
  }
  add({ method: 'POST', path: '/accept' }, async (services, c, { address, limitKey }) => {
    const { message } = await readMessage(c, newcomerSchema)
    const { headers } = withCaller(c.req.raw, { address })
    return limits.guard({ address: limitKey, account: undefined }, () =>
      services.operators.accept(message, headers),
    )
  })
  add({ method: 'POST', path: '/invitation' }, async (services, c, { limitKey }) => {
    const { message } = await readMessage(c, codeSchema)
    return limits.guard({ address: limitKey, account: undefined }, async () => {
      const found = await services.operators.findInvitation(message.code)
      if (found === undefined) throw new AoiError('forbidden', 'the code is not valid, or was used before')
      return answer(found)
    })
  })
}

async function requireFresh(services: ApiServices, c: ApiRequest): Promise<void> {
  const session = await services.operators.findSession(c.req.raw.headers)
  if (session === undefined) throw new AoiError('unauthorized', 'sign in first')
  requireConfirmed(services, session.confirmedAt)
}

/** Throws `stepUp` when they signed in too long ago for what can hurt. `confirmedAt` is Unix ms. */
export function requireConfirmed({ context }: ApiServices, confirmedAt: number): void {
  if (context.clock.now() - confirmedAt > LIMITS.stepUpSeconds * 1000)
    throw new AoiError('stepUp', 'confirm who you are: sign in again')
}

/** The account that somebody tries to be. */
function readAccount(bytes: Uint8Array): string | undefined {
  try {
    const parsed = accountSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.data.email.toLowerCase() : undefined
  } catch {
    return undefined
  }
}

/** The request with the address that it came from, where better-auth looks for it; what the caller wrote there is gone. */
function withCaller(request: Request, caller: { address: string; bytes?: Uint8Array }): Request {
  const { url, method } = request
  const headers = new Headers(request.headers)
  headers.set('x-aoi-caller', caller.address)
  const hasBody = method !== 'GET' && method !== 'HEAD' && caller.bytes !== undefined
  return new Request(url, { method, headers, ...(hasBody ? { body: caller.bytes as BodyInit } : {}) })
}

import { AoiError, isAoiError } from '#server/core/errors.ts'
import type { OperatorSession } from '#server/core/operators/operators.ts'
import type { Caller } from '#server/ops/caller.ts'
import { answer } from '../answer.ts'
import type { Api, ApiRequest, ApiServices } from '../api-services.ts'
import { readQuery } from '../elements.ts'
import { answerFailure } from '../error-answer.ts'
import { readMessage } from '../message.ts'
import { requireOwnOrigin } from '../own-origin.ts'
import { readCaller } from '../read-caller.ts'
import { requestIdOf } from '../request-id.ts'
import { noteRoute } from '../request-route.ts'
import { type Attempt, AttemptLimits } from './attempt-limits.ts'
import { answerAuth } from './auth-answer.ts'
import { AUTH_OPERATIONS, type AuthOperation, codeSchema, newcomerSchema } from './auth-operations.ts'
import type { AddAuthRoute } from './auth-route.ts'
import { OpenLimits } from './limit-anybody.ts'
import { addPasswordResets } from './password-routes.ts'
import { addProvider } from './provider-routes.ts'
import { requireConfirmed, requireSession } from './require-session.ts'
import { withCaller } from './with-caller.ts'

type Limits = { attempts: AttemptLimits; open: OpenLimits }

/**
 * Adds everything below `/api/auth`: signing in and out, an operator's own passkeys and TOTP, and becoming an operator.
 */
export function addAuth(api: Api): void {
  const attempts = new AttemptLimits({
    makeLimiter: (limit) => api.services().makeLimiter(limit),
    onRefused: (limit, party) => api.services().context.limitWatch.refused(limit, party),
  })
  const limits: Limits = { attempts, open: new OpenLimits() }
  const add: AddAuthRoute = (route, serve) => {
    const path = `${api.prefix}/auth${route.path}`
    api.methods.set(path, (api.methods.get(path) ?? new Set()).add(route.method))
    api.app.on(route.method, path, async (c) => {
      noteRoute(c.env.incoming, path)
      try {
        const services = api.services()
        requireOwnOrigin(services, c)
        return await serve(services, c, readCaller(services, c))
      } catch (cause) {
        const error = explained(api, { path, cause })
        return answerFailure(api.findServices(), {
          ...{ c, family: undefined, name: `${route.method} ${path}`, error },
        })
      }
    })
  }
  for (const operation of AUTH_OPERATIONS)
    add(operation, (services, c, caller) => serveOperation(services, { c, caller, operation, limits }))
  addEntrance(add, attempts)
  addProvider(add, limits.open)
  addPasswordResets(add, limits)
}

/** Adds the operations by which a person becomes an operator. */
function addEntrance(add: AddAuthRoute, attempts: AttemptLimits): void {
  add({ method: 'POST', path: '/accept' }, async (services, c, { address, limitKey }) => {
    const { message } = await readMessage(c, newcomerSchema)
    const { headers } = withCaller(c, { address, message: {} })
    const evaluate = async () => {
      const answered = await services.operators.accept(message, headers)
      return answerAuth({ answers: () => ({}) }, answered)
    }
    return attempts.guard(services.operators, {
      ...{
        attempt: { secret: 'invitation', address: limitKey, requestId: requestIdOf(c.env.incoming) },
        evaluate,
      },
    })
  })
  add({ method: 'POST', path: '/invitation' }, async (services, c, { limitKey }) => {
    const { message } = await readMessage(c, codeSchema)
    const evaluate = async () => {
      const found = await services.operators.findInvitation(message.code)
      if (found !== undefined) return answer(found)
      throw new AoiError('forbidden', 'the code is not valid, or has been used', {
        reason: 'invitationInvalid',
      })
    }
    return attempts.guard(services.operators, {
      ...{
        attempt: { secret: 'invitation', address: limitKey, requestId: requestIdOf(c.env.incoming) },
        evaluate,
      },
    })
  })
}

/**
 * Returns an error that tells the operator the way out, if another secret made the sign-in fail. Returns `cause`
 * otherwise.
 */
function explained(api: Api, { path, cause }: { path: string; cause: unknown }): unknown {
  if (isAoiError(cause)) return cause
  try {
    api.findServices()?.recovery.explain(path)
    return cause
  } catch (error) {
    return error
  }
}

type AuthRequest = { c: ApiRequest; caller: Caller; operation: AuthOperation; limits: Limits }

async function serveOperation(services: ApiServices, asked: AuthRequest): Promise<Response> {
  const { c, caller, operation, limits } = asked
  const { address, limitKey } = caller
  const { perAddressPerMinute } = operation
  if (perAddressPerMinute !== undefined)
    await limits.open.take(services, { path: operation.path, limit: perAddressPerMinute, limitKey })
  const session = operation.needs === undefined ? undefined : await requireSession(services, c)
  if (operation.needs === 'stepUp' && session !== undefined) requireConfirmed(services, session.confirmedAt)
  const message =
    operation.method === 'GET'
      ? readQuery(c, operation.takes)
      : (await readMessage(c, operation.takes)).message
  const evaluate = async () =>
    answerAuth(operation, await services.operators.serve(withCaller(c, { address, message })))
  if (operation.secret === undefined) return evaluate()
  const account = await findAccount(services, { c, message, session })
  const attempt: Attempt = {
    ...{ secret: operation.secret, address: limitKey, account, requestId: requestIdOf(c.env.incoming) },
    trusted: account === undefined ? undefined : await findTrusted(services, { c, account }),
  }
  return limits.attempts.guard(services.operators, { attempt, evaluate })
}

/** Returns the account that the attempt is for. A passkey's assertion names no account that could be trusted. */
async function findAccount(
  { operators }: ApiServices,
  { c, message, session }: { c: ApiRequest; message: object; session: OperatorSession | undefined },
): Promise<string | undefined> {
  if (session !== undefined) return session.operator.email
  if ('email' in message) return String(message.email).toLowerCase()
  return 'code' in message ? operators.findClaimant(c.req.raw.headers) : undefined
}

/** Returns the session or the known device of the account from which the attempt comes. */
async function findTrusted(
  { operators }: ApiServices,
  { c, account }: { c: ApiRequest; account: string },
): Promise<string | undefined> {
  const { headers } = c.req.raw
  const session = await operators.findSession(headers)
  if (session?.operator.email === account) return `session ${session.sessionId}`
  const device = operators.findKnownDevice(headers, account)
  return device === undefined ? undefined : `device ${device}`
}

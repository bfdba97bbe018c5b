import { z } from 'zod'
import { AoiError } from '#server/core/errors.ts'
import type { SignInProvider } from '#server/core/operators/operators.ts'
import type { ApiServices } from '../api-services.ts'
import { readMessage } from '../message.ts'
import { answerAuth } from './auth-answer.ts'
import type { AddAuthRoute } from './auth-route.ts'
import type { OpenLimits } from './limit-anybody.ts'
import { withCaller } from './with-caller.ts'

const PATH_CHARACTERS = 2048

/** A page of this server: a path, never the address of another site. */
const ownPath = z
  .string()
  .max(PATH_CHARACTERS)
  .regex(/^\/(?![/\\])[^\\\s]*$/, { error: 'must be a path of this server, such as /tokens' })

const beginningSchema = z.strictObject({
  next: ownPath.default('/'),
  /** The provider must ask the person for their identity again. */
  confirms: z.boolean().default(false),
})

/** Adds sign-in through the identity provider (OpenID Connect): its beginning, and the provider's redirect back. */
export function addProvider(add: AddAuthRoute, open: OpenLimits): void {
  const limit = 'providerSignInsPerAddressPerMinute'
  add({ method: 'POST', path: '/sign-in/provider' }, async (services, c, { address, limitKey }) => {
    await open.take(services, { path: '/sign-in/provider', limit, limitKey })
    const { message } = await readMessage(c, beginningSchema)
    const { headers } = withCaller(c, { address, message: {} })
    const answered = await requireProvider(services).begin({ ...message, headers })
    return answerAuth({ answers: ({ url }) => ({ url }) }, answered)
  })
  add({ method: 'GET', path: '/callback/oidc' }, async (services, c, { address, limitKey }) => {
    await open.take(services, { path: '/callback/oidc', limit, limitKey })
    return requireProvider(services).conclude(withCaller(c, { address, message: {} }))
  })
}

function requireProvider({ operators }: Pick<ApiServices, 'operators'>): SignInProvider {
  if (operators.provider !== undefined) return operators.provider
  throw new AoiError('notFound', 'this server has no identity provider (AOI_OIDC_ISSUER)')
}

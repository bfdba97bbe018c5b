import { isDeepStrictEqual } from 'node:util'
import { LIMITS, type PushSubscriptionElement, type TokenProof, utf8Bytes } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError, isAoiError } from '../errors.ts'
import { checkSubscription } from '../push-members/check-subscription.ts'
import { SIMULATION_APPLICATION } from '../simulations/simulation-application.ts'
import type { BrowserChannel, NewRegistration, Registration } from '../store.ts'
import { checkVapidKey } from '../tokens/token-source.ts'
import { deregisterClientApp } from './deregister-client-app.ts'

export type RegisterClientAppInput = {
  /** Authenticated by the caller. */
  aoiClientId: string
  /** Address of the request, as limits by address count it. */
  address?: string | undefined
  applicationName: string
  tokenSeed?: string
  /** Replaces the seed. */
  tokenProof?: TokenProof
  /** The name in the proof if it is not the AOI Client ID: the token of a browser's subscription. */
  provedBy?: string
  vapidKey?: string
  tokenScope?: string
  /** Lets senders of Web Push send without identification. */
  webPush?: boolean
  /** The subscription of a browser that delivers this registration. */
  channel?: BrowserChannel
  /** The push service that delivers while no session is open. Null: none any more. Without it, the same as before. */
  subscription?: PushSubscriptionElement | null
  /** Names the registration to senders. Without it, the same as before. */
  label?: string
}

export type RegisteredClientApp = { registration: Registration; desc: string }

/**
 * Registers a Client Application instance of an AOI Client (OMA 8.2.5). Every call without a seed makes a new unique
 * token; with a seed it is idempotent. Each refusal is recorded for the operator. Throws `invalid` | `unauthorized` |
 * `unavailable`.
 */
export async function registerClientApp(
  ctx: Context,
  input: RegisterClientAppInput,
): Promise<RegisteredClientApp> {
  try {
    const seedBytes = input.tokenSeed === undefined ? undefined : utf8Bytes(input.tokenSeed)
    checkName(input.applicationName)
    checkScope(ctx, input.tokenScope ?? '')
    checkSeed(ctx, seedBytes)
    const { created, ...registration } = await storeInShare(ctx, input)
    if (created || input.subscription !== undefined) ctx.announce({ kind: 'registered', registration })
    return { registration, desc: describe(seedBytes) }
  } catch (error) {
    if (isAoiError(error)) {
      const { aoiClientId, applicationName } = input
      await ctx.refusals.record({ aoiClientId, applicationName, code: error.code, reason: error.message })
    }
    throw error
  }
}

async function storeInShare(
  ctx: Context,
  input: RegisterClientAppInput,
): Promise<Registration & { created: boolean }> {
  const { aoiClientId, address } = input
  const parties = [`aoiClient ${aoiClientId}`, ...(address === undefined ? [] : [`address ${address}`])]
  const giveBack = ctx.registrationShares.take(parties)
  try {
    return await store(ctx, input)
  } finally {
    giveBack()
  }
}

async function store(
  ctx: Context,
  input: RegisterClientAppInput,
): Promise<Registration & { created: boolean }> {
  const { aoiClientId, applicationName, vapidKey, subscription } = input
  const push = subscription && (await checkSubscription(ctx, subscription))
  const wanted: NewRegistration = {
    aoiClientId,
    clientAppToken: await makeToken(ctx, input),
    kind: input.tokenSeed === undefined && input.tokenProof === undefined ? 'unique' : 'shared',
    applicationName,
    tokenScope: input.tokenScope ?? '',
    at: ctx.clock.now(),
    ...(input.webPush === true && { webPush: true }),
    ...(input.channel !== undefined && { channel: input.channel }),
    ...(push !== undefined && { push }),
    ...(input.label !== undefined && { label: input.label }),
    ...(vapidKey !== undefined && { vapidKey }),
  }
  const registered = await ctx.store.register(wanted)
  if (registered.created || isDeepStrictEqual(registered.channel, input.channel)) return registered
  await deregisterClientApp(ctx, wanted)
  return ctx.store.register(wanted)
}

async function makeToken(ctx: Context, input: RegisterClientAppInput): Promise<string> {
  const { aoiClientId, address, applicationName, tokenSeed, tokenProof, tokenScope = '', vapidKey } = input
  const key = vapidKey === undefined ? {} : { vapidKey }
  if (tokenProof !== undefined) {
    checkOrigin(ctx, tokenProof.origin)
    checkVapidKey(vapidKey)
    const about = { aoiClientId: input.provedBy ?? aoiClientId, applicationName, tokenScope, ...key }
    const pkReg = await ctx.tokenProofs.take(tokenProof, about)
    return ctx.tokens.fromKey({ applicationName, tokenScope, pkReg, ...key })
  }
  if (tokenSeed === undefined) return ctx.tokens.makeUnique(key)
  return ctx.tokens.derive({ aoiClientId, address, applicationName, tokenSeed, tokenScope, ...key })
}

/** Refuses a proof for another server, which a third party may replay here. */
function checkOrigin(ctx: Context, origin: string): void {
  if (ctx.settings.webPush.origins.includes(origin)) return
  throw new AoiError('invalid', 'tokenProof.origin: must be an origin of this AOI Server')
}

function checkName(applicationName: string): void {
  if (applicationName !== SIMULATION_APPLICATION) return
  throw new AoiError(
    'invalid',
    `ApplicationName: ${SIMULATION_APPLICATION} is reserved for simulated recipients`,
  )
}

function checkScope(ctx: Context, tokenScope: string): void {
  if (tokenScope !== '' && tokenScope !== ctx.settings.publicOrigin) {
    throw new AoiError(
      'invalid',
      `tokenScope: must be '' or this provider's origin, ${ctx.settings.publicOrigin}`,
    )
  }
}

function checkSeed(ctx: Context, seedBytes: number | undefined): void {
  if (seedBytes !== undefined && seedBytes < ctx.settings.minTokenSeedBytes) {
    throw new AoiError(
      'invalid',
      `tokenSeed: must be at least ${ctx.settings.minTokenSeedBytes} bytes of UTF-8; a new one must be random`,
    )
  }
}

function describe(seedBytes: number | undefined): string {
  if (seedBytes === undefined || seedBytes >= LIMITS.tokenSeedAdvisedBytes) return 'OK'
  return `OK, but a tokenSeed of fewer than ${LIMITS.tokenSeedAdvisedBytes} bytes can be guessed`
}

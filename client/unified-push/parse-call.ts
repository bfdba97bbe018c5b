import { z } from 'zod'
import { describeInvalid } from '../../protocol/invalid.ts'
import { textSchema } from '../../protocol/text.ts'
import { isVapidKey } from '../../protocol/token.ts'
import type { BusCall, BusReply } from './session-bus.ts'
import { BusRefusal, readVariants, variant } from './session-bus.ts'
import { UNIFIED_PUSH_LIMITS } from './unified-push-limits.ts'

/** The version of the D-Bus interfaces that an app speaks: 1 has fixed arguments, 2 has dictionaries. */
export type ConnectorVersion = 1 | 2

export type RegisterCall = {
  kind: 'register'
  version: ConnectorVersion
  service: string
  token: string
  vapid?: string | undefined
}
export type UnregisterCall = { kind: 'unregister'; version: ConnectorVersion; token: string }

/** Why a registration failed, in the words of UnifiedPush. */
export type FailureReason =
  | 'INTERNAL_ERROR'
  | 'NETWORK'
  | 'ACTION_REQUIRED'
  | 'VAPID_REQUIRED'
  | 'UNAUTHORIZED'

const element = /^[A-Za-z_-][A-Za-z0-9_-]*(\.[A-Za-z_-][A-Za-z0-9_-]*)+$/
const serviceSchema = textSchema(3, UNIFIED_PUSH_LIMITS.serviceBytes).regex(element, {
  error: 'must be a name on the bus, such as org.example.App',
})
const tokenSchema = textSchema(1, UNIFIED_PUSH_LIMITS.tokenBytes)
const unregisterSchema = z.object({ token: tokenSchema })
/** Version 1 bounds no description. It is not kept. */
const registerSchemas = {
  1: z.object({ service: serviceSchema, token: tokenSchema, description: z.string() }),
  // The dictionary may have further keys, which later versions add.
  2: z.object({
    service: serviceSchema,
    token: tokenSchema,
    description: textSchema(0, UNIFIED_PUSH_LIMITS.descriptionBytes).optional(),
    vapid: z.string().refine(isVapidKey, { error: 'must be a point on P-256 in base64url' }).optional(),
  }),
}

const VERSIONS: Record<string, ConnectorVersion> = {
  'org.unifiedpush.Distributor1': 1,
  'org.unifiedpush.Distributor2': 2,
}
const SIGNATURES = { 1: { Register: 'sss', Unregister: 's' }, 2: { Register: 'a{sv}', Unregister: 'a{sv}' } }

/** Returns what an app asks of the distributor. Throws `BusRefusal`. */
export function parseCall(call: BusCall): RegisterCall | UnregisterCall {
  const version = VERSIONS[call.interface]
  const { member } = call
  if (version === undefined || (member !== 'Register' && member !== 'Unregister'))
    throw new BusRefusal('UnknownMethod', 'must be Register or Unregister of org.unifiedpush.Distributor2')
  const expected = SIGNATURES[version][member]
  if (call.signature !== expected)
    throw new BusRefusal('InvalidArgs', `the arguments must have the types ${expected}`)
  if (member === 'Unregister')
    return { kind: 'unregister', version, ...parse(unregisterSchema, argumentsOf(call, ['token'])) }
  const named = argumentsOf(call, ['service', 'token', 'description'])
  const { description, ...asked } =
    version === 1 ? parse(registerSchemas[1], named) : parse(registerSchemas[2], named)
  return { kind: 'register', version, ...asked }
}

function argumentsOf({ signature, body }: BusCall, names: string[]): Record<string, unknown> {
  if (signature === 'a{sv}') return readVariants(body[0])
  return Object.fromEntries(names.map((name, index) => [name, body[index]]))
}

function parse<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new BusRefusal('InvalidArgs', describeInvalid(parsed.error))
  return parsed.data
}

/** The reply to `Register`. Version 1 gets the sentence, version 2 the reason. */
export function registerReply(
  version: ConnectorVersion,
  failure: { reason: FailureReason; desc: string } | undefined,
): BusReply {
  const result = failure === undefined ? 'REGISTRATION_SUCCEEDED' : 'REGISTRATION_FAILED'
  if (version === 1) return { signature: 'ss', body: [result, failure?.desc ?? ''] }
  const reason = failure === undefined ? {} : { reason: variant('s', failure.reason) }
  return { signature: 'a{sv}', body: [{ success: variant('s', result), ...reason }] }
}

export function unregisterReply(version: ConnectorVersion): BusReply {
  return version === 1 ? { signature: '', body: [] } : { signature: 'a{sv}', body: [{}] }
}

import { AoiError, type AoiErrorCode } from '../../../errors.ts'

/** ntfy's errors by name: its number, and its text with our reason. The clients of ntfy show both. */
const NTFY_ERRORS = {
  emailDisabled: [40001, 'e-mail notifications are not enabled; remove the e-mail address'],
  delayNoCache: [40002, 'cannot disable cache for delayed message'],
  delayCannotParse: [
    40004,
    'invalid delay parameter: unable to parse delay; use a duration such as 30m, a Unix time, or tomorrow 10am',
  ],
  delayTooLarge: [40006, 'invalid delay parameter: too large, at most 30 days'],
  priorityInvalid: [40007, 'invalid priority parameter; use 1 to 5, or min, low, default, high, max'],
  topicInvalid: [40009, 'invalid request: topic invalid'],
  messageNotUtf8: [40011, 'invalid request: message must be UTF-8 encoded'],
  attachmentsDisallowed: [
    40014,
    'invalid request: attachments not allowed; remove attach and filename, or send the address as click',
  ],
  actionsInvalid: [40018, 'invalid request: actions invalid'],
  iconInvalid: [40021, 'invalid request: icon URL is invalid; use an http or https address'],
  jsonInvalid: [40024, 'invalid request: request body must be valid JSON'],
  callsDisabled: [40032, 'invalid request: calling is disabled; remove the phone number'],
  templatesDisabled: [
    40043,
    'invalid request: templates are not evaluated here; a hook of the shape json has templates of its own',
  ],
  sequenceIdInvalid: [40049, 'invalid request: sequence ID invalid; use 1 to 64 of A-Z a-z 0-9 _ -'],
  unifiedPush: [
    40000,
    'invalid request: this address shows messages to people; UnifiedPush messages go to the address of an app',
  ],
} as const satisfies Record<string, readonly [number, string]>

export type NtfyErrorName = keyof typeof NTFY_ERRORS

/** Numbers of the refusals that are not of a parameter. */
const NUMBERS: Record<AoiErrorCode, number> = {
  invalid: 40000,
  unauthorized: 40101,
  forbidden: 40301,
  stepUp: 40301,
  notFound: 40401,
  inFlight: 40901,
  exists: 40901,
  tooLarge: 41301,
  keyReused: 40000,
  tooMany: 42901,
  unavailable: 50001,
}

/** Returns the error `name` of ntfy. `detail` says more, without input values. */
export function ntfyError(name: NtfyErrorName, detail?: string): AoiError {
  const text = NTFY_ERRORS[name][1]
  return new AoiError('invalid', detail === undefined ? text : `${text}; ${detail}`, { reason: name })
}

/** Returns ntfy's number of an error. */
export function ntfyNumber({ code, reason }: AoiError): number {
  const isNamed = reason !== undefined && Object.hasOwn(NTFY_ERRORS, reason)
  return isNamed ? NTFY_ERRORS[reason as NtfyErrorName][0] : NUMBERS[code]
}

import type { DaemonMessage, DaemonRequest, RequestId } from '../../protocol/daemon.ts'
import { daemonRequestSchema, requestIdSchema } from '../../protocol/daemon.ts'
import { describeInvalid } from '../../protocol/invalid.ts'

export type ParsedLine =
  | { kind: 'request'; request: DaemonRequest }
  | { kind: 'refused'; answer: DaemonMessage }
  /** Not a JSON object at all. */
  | { kind: 'foreign'; answer: DaemonMessage }

const ANSWER_TYPES = {
  clientAppRegistrationReq: 'clientAppRegistrationRes',
  clientAppDeregistrationReq: 'clientAppDeregistrationRes',
} as const

export type FailureType = (typeof ANSWER_TYPES)[keyof typeof ANSWER_TYPES] | 'error'

/** Returns the request in an app's line, or its refusal: an answer of the matching message type if that is known. */
export function parseRequest(line: Buffer): ParsedLine {
  const json = findObject(line)
  if (json === undefined) {
    return {
      kind: 'foreign',
      answer: refusal('error', { desc: 'the line must be one JSON object in UTF-8' }),
    }
  }
  const parsed = daemonRequestSchema.safeParse(json)
  if (parsed.success) return { kind: 'request', request: parsed.data }
  const requestId = requestIdSchema.safeParse(json.requestId)
  return {
    kind: 'refused',
    answer: refusal(failureType(json.messageType), {
      desc: describeInvalid(parsed.error),
      ...(requestId.success && { requestId: requestId.data }),
    }),
  }
}

function refusal(messageType: FailureType, input: { desc: string; requestId?: RequestId }): DaemonMessage {
  return { messageType, code: '400', ...input }
}

function failureType(messageType: unknown): FailureType {
  return typeof messageType === 'string' && Object.hasOwn(ANSWER_TYPES, messageType)
    ? ANSWER_TYPES[messageType as keyof typeof ANSWER_TYPES]
    : 'error'
}

function findObject(line: Buffer): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** The header, element and column that carry the context of a trace. */
export const TRACEPARENT = 'traceparent'

/** W3C Trace Context, 3.2: version, trace id, parent id and flags. A later version may add fields. */
const TRACE_CONTEXT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/
const SAMPLED = 1

export type TraceContext = { traceId: string; spanId: string; isSampled: boolean }

/** Returns the context of a `traceparent`; `undefined` if it is not valid, since a trace must never fail a request. */
export function readTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags, further] = (text !== undefined && TRACE_CONTEXT.exec(text)) || []
  if (text === undefined || traceId === undefined || spanId === undefined || flags === undefined)
    return undefined
  if (text.startsWith('00') && further !== undefined) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED }
}

/** Writes a context as a `traceparent` of version 00: 55 characters. */
export function writeTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
}

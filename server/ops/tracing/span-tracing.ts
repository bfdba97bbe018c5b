import type { Attributes, Context, Link, Span, Tracer } from '@opentelemetry/api'
import { readTraceparent, type TraceContext, writeTraceparent } from '#protocol'
import type { Announcement, Origin } from '../../core/announcement.ts'
import type { Clock } from '../../core/clock.ts'
import {
  type FanOutRound,
  passOn,
  type SubmissionSpans,
  type SubmissionTrace,
  type TracedRequest,
  type Tracing,
} from '../../core/tracing.ts'
import type { Library } from './library.ts'
import { type TracedNotification, TracedNotifications } from './traced-notifications.ts'

const SERVER_FAULT = 500

type Parts = { library: Library; clock: Clock; tracer: Tracer; close: () => Promise<void> }

/**
 * Records spans. A submission and its commit continue the trace of the sender. A fan-out and each acknowledgement begin
 * traces of their own, with links to the submissions: one fan-out serves several of them, and one submission has very
 * many acknowledgements. The names of attributes are those of OpenTelemetry's conventions for messaging and HTTP. No
 * attribute has a token, an application, an AOI Client or a person.
 */
export class SpanTracing implements Tracing {
  readonly #parts: Parts
  readonly #traced = new TracedNotifications()
  readonly close: () => Promise<void>

  constructor(parts: Parts) {
    this.#parts = parts
    this.close = parts.close
  }

  begin({ name, method, route, traceparent }: TracedRequest): SubmissionTrace {
    const { library, tracer } = this.#parts
    const { api } = library
    const parent = this.#parentOf(traceparent)
    const kind = api.SpanKind.SERVER
    const attributes = {
      ...{ 'http.request.method': method, 'http.route': route },
      ...messaging('send', 'submit'),
    }
    const span = tracer.startSpan(name, { kind, attributes }, parent)
    if (!span.isRecording()) return passOn(traceparent)
    const { traceId, spanId } = span.spanContext()
    const spans = new RecordedSubmission({ library, tracer, span })
    return { traceparent: writeTraceparent({ traceId, spanId, isSampled: true }), spans }
  }

  #parentOf(traceparent: string | undefined): Context {
    const { trace, ROOT_CONTEXT } = this.#parts.library.api
    const sender = readTraceparent(traceparent)
    if (sender === undefined) return ROOT_CONTEXT
    return trace.setSpanContext(ROOT_CONTEXT, { ...this.#spanContextOf(sender), isRemote: true })
  }

  #spanContextOf({ traceId, spanId, isSampled }: TraceContext) {
    const { TraceFlags } = this.#parts.library.api
    return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE }
  }

  #linksTo(traced: readonly TracedNotification[]): Link[] {
    return traced.map(({ context, id }) => ({
      context: this.#spanContextOf(context),
      attributes: { 'messaging.message.id': id },
    }))
  }

  readonly fannedOut = ({ tokenId, headSeq, members, milliseconds }: FanOutRound): void => {
    if (this.#traced.size === 0) return
    const traced = this.#traced.takeFannedOut(tokenId, headSeq)
    if (traced.length === 0) return
    const { library, tracer, clock } = this.#parts
    const { SpanKind, ROOT_CONTEXT } = library.api
    const endedAt = clock.now()
    const attributes = {
      ...messaging('send', 'deliver'),
      ...countOf(traced),
      'aoi.fan_out.members': members,
    }
    const startTime = endedAt - milliseconds
    const links = this.#linksTo(traced)
    tracer
      .startSpan('deliver', { kind: SpanKind.PRODUCER, attributes, startTime, links }, ROOT_CONTEXT)
      .end(endedAt)
  }

  readonly onAnnouncement = (announcement: Announcement, origin: Origin): void => {
    if (announcement.kind === 'appended') {
      for (const entry of announcement.entries) this.#traced.add(entry)
      return
    }
    // The node of the session records its acknowledgements.
    if (announcement.kind !== 'acked' || origin !== 'here' || this.#traced.size === 0) return
    for (const move of announcement.moves)
      for (const traced of this.#traced.takeAcked(move)) this.#acked(traced, move.at)
  }

  /** From the acceptance to the acknowledgement, so that its length is the time to the ack. */
  #acked(traced: TracedNotification, at: number): void {
    const { library, tracer } = this.#parts
    const { SpanKind, ROOT_CONTEXT } = library.api
    const attributes = { ...messaging('settle', 'ack'), 'messaging.message.id': traced.id }
    const given = { kind: SpanKind.SERVER, attributes, startTime: traced.acceptedAt }
    const links = this.#linksTo([traced])
    tracer.startSpan('ack', { ...given, links }, ROOT_CONTEXT).end(Math.max(at, traced.acceptedAt))
  }
}

/** A submission whose spans are recorded. */
class RecordedSubmission implements SubmissionSpans {
  readonly #parts: { library: Library; tracer: Tracer; span: Span }
  #commit: Span | undefined

  constructor(parts: { library: Library; tracer: Tracer; span: Span }) {
    this.#parts = parts
  }

  submits(notifications: readonly { id: string }[]): void {
    this.#parts.span.setAttributes(countOf(notifications))
  }

  commitBegins(submissions: number): void {
    const { library, tracer, span } = this.#parts
    const { trace, ROOT_CONTEXT } = library.api
    const attributes = { 'messaging.system': 'aoi', 'aoi.commit.submissions': submissions }
    this.#commit?.end()
    this.#commit = tracer.startSpan('commit', { attributes }, trace.setSpan(ROOT_CONTEXT, span))
  }

  commitEnds(): void {
    this.#commit?.end()
    this.#commit = undefined
  }

  end(status: number): void {
    const { library, span } = this.#parts
    this.commitEnds()
    span.setAttribute('http.response.status_code', status)
    if (status >= SERVER_FAULT) span.setStatus({ code: library.api.SpanStatusCode.ERROR })
    span.end()
  }
}

function messaging(type: 'send' | 'settle', name: string): Attributes {
  return {
    'messaging.system': 'aoi',
    'messaging.operation.type': type,
    'messaging.operation.name': name,
  }
}

/** A batch has the number of its messages, and a single message its id. */
function countOf(messages: readonly { id: string }[]): Attributes {
  const [only] = messages
  return messages.length === 1 && only !== undefined
    ? { 'messaging.message.id': only.id }
    : { 'messaging.batch.message_count': messages.length }
}

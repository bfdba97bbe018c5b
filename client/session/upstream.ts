import type { z } from 'zod'
import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientParts } from '../delivery/instance-queue.ts'
import { reconnectDelay } from '../retry-delay.ts'
import type { Patience } from '../waiting.ts'
import { pause } from '../waiting.ts'
import type { Connection } from './connection.ts'
import type { Session } from './session.ts'
import { retryAfterMs } from './session-end.ts'

type Answer = { code: '200' | '400' | '401' | '503'; desc: string; retryAfter?: number | undefined }

export type Question<Schema extends z.ZodType<Answer>, Result> = {
  /** Called before each attempt. Returns the result if a request is no longer needed. */
  findResult: () => Promise<Result> | undefined
  send: (session: Session, aoiClientId: string) => Promise<unknown>
  schema: Schema
  /** Takes the success. The next request waits until this has settled. */
  accept: (answer: Extract<z.output<Schema>, { code: '200' }>) => Promise<Result>
}

export type UpstreamParts = Pick<ClientParts, 'journal' | 'clock' | 'random' | 'log'> & {
  connection: Connection
}

/** A refusal that may change on a retry. */
type Refusal = { why: string; retryAfter: number | undefined }

/** Sends requests to the AOI Server, one at a time, and retries until each has an answer. */
export class Upstream {
  readonly #parts: UpstreamParts
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: UpstreamParts) {
    this.#parts = parts
  }

  /**
   * Waits for a session and sends the request; repeats it if the answer is lost or is `503`. Notes the reason of each
   * repetition in `patience`. Rejects with `AoiClientError` `400` or `401`, with the error of a closed connection, or
   * with the signal's reason if aborted.
   */
  async ask<Schema extends z.ZodType<Answer>, Result>(
    question: Question<Schema, Result>,
    patience: Patience,
  ): Promise<Result> {
    const { signal } = patience
    for (let attempt = 1; ; attempt += 1) {
      const session = await this.#parts.connection.whenOpen(patience)
      const outcome = await this.#inTurn(() => {
        signal.throwIfAborted()
        return this.#askOnce(question, session)
      })
      if ('result' in outcome) return outcome.result
      this.#note(patience, { ...outcome, attempt })
      signal.throwIfAborted()
      await this.#pauseAfter({ attempt, signal, retryAfterMs: retryAfterMs(outcome.retryAfter) })
    }
  }

  async #askOnce<Schema extends z.ZodType<Answer>, Result>(
    question: Question<Schema, Result>,
    session: Session,
  ): Promise<{ result: Result } | Refusal> {
    const found = question.findResult()
    if (found !== undefined) return { result: await found }
    let raw: unknown
    try {
      raw = await question.send(session, this.#parts.journal.state.credential?.aoiClientId ?? '')
    } catch {
      return { why: 'the session ended, or the server did not answer in time', retryAfter: undefined }
    }
    const parsed = question.schema.safeParse(raw)
    if (!parsed.success)
      throw new AoiClientError('400', 'the answer of the AOI Server does not follow the protocol')
    const answer = parsed.data
    if (isSuccess(answer)) return { result: await question.accept(answer) }
    if (answer.code === '503') return { why: answer.desc, retryAfter: answer.retryAfter }
    throw new AoiClientError(answer.code === '401' ? '401' : '400', answer.desc)
  }

  #note(patience: Patience, { why, attempt }: Refusal & { attempt: number }): void {
    patience.why = why
    this.#parts.log({ level: 'info', event: 'requestRefused', desc: why, attempt })
  }

  /** Runs after all earlier requests have settled. */
  #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(run)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  #pauseAfter(input: {
    attempt: number
    signal: AbortSignal
    retryAfterMs: number | undefined
  }): Promise<void> {
    const { clock, random } = this.#parts
    const milliseconds = reconnectDelay({
      attempt: input.attempt,
      random: random(),
      retryAfterMs: input.retryAfterMs,
    })
    return pause(clock, { milliseconds, signal: input.signal })
  }
}

function isSuccess<One extends Answer>(answer: One): answer is Extract<One, { code: '200' }> {
  return answer.code === '200'
}

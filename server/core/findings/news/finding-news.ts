import { createHmac } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Clock } from '../../clock.ts'
import { DASHBOARD_APPLICATION } from '../../dashboard/dashboard-application.ts'
import { isAoiError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Mailer } from '../../mailer.ts'
import { newNotificationId } from '../../notifications/new-notification-id.ts'
import type { SubmissionQueue } from '../../notifications/submission-queue.ts'
import type { Store } from '../../store.ts'
import { FINDINGS_APPLICATION, type Finding, stateOf } from '../finding-store.ts'
import { describeNews, makePayload } from './finding-message.ts'
import { isQuiet } from './is-quiet.ts'
import type { NewsChannel, NewsReader, NewsStore, ToldNews } from './news-store.ts'

type Parts = {
  store: NewsStore
  tokens: Pick<Store, 'findToken'>
  submissions: Pick<SubmissionQueue, 'submit'>
  mailer: Mailer
  clock: Clock
  log: Log
  /** The origin of the pages. */
  dashboardUrl: () => string
  /** Returns the secret of the server. */
  secret: () => string
}

type News = { finding: Finding; reader: NewsReader; channel: NewsChannel; isOpen: boolean }

/**
 * Tells operators of findings, by their devices and by mail. The news that an operator has got are in the database, so
 * that a node that takes over goes on, and news that could not be sent are tried again at the next step. An operator is
 * told of a finding at least once; a repeated notification replaces the first one.
 */
export class FindingNews {
  readonly store: NewsStore
  readonly #parts: Parts
  /** After a failure, a channel of an operator rests until then; monotonic ms. */
  readonly #pausedUntil = new Map<string, number>()

  constructor(parts: Parts) {
    this.store = parts.store
    this.#parts = parts
  }

  /** Whether operators can choose mail. */
  get hasMail(): boolean {
    return this.#parts.mailer.isOn
  }

  /** Returns the seed of the operator's own token. It is derived, so that it is stored nowhere. */
  seedOf(operatorId: string): string {
    return createHmac('sha256', this.#parts.secret()).update(`findings ${operatorId}`).digest('base64url')
  }

  /** One step: `LIMITS.findingNewsPerStep` news at most. */
  async step(unresolved: readonly Finding[]): Promise<void> {
    const { store, clock } = this.#parts
    const readers = (await store.listReaders()).filter((reader) => !isQuiet(reader, clock.now()))
    if (readers.length === 0) return
    const told = await store.listTold(LIMITS.findings * LIMITS.findingReaders)
    const keys = new Set(told.map(keyOf))
    const news = readers.flatMap((reader) => [
      ...told.flatMap(({ finding, operatorId, channel }): News[] =>
        operatorId === reader.operatorId && finding.resolvedAt !== undefined
          ? [{ finding, reader, channel, isOpen: false }]
          : [],
      ),
      ...this.#listUntold(unresolved, { reader, keys }),
    ])
    const due = news.filter((item) => (this.#pausedUntil.get(wayOf(item)) ?? 0) <= clock.monotonic())
    const failed = new Set<NewsChannel>()
    for (const item of due.slice(0, LIMITS.findingNewsPerStep))
      if (!failed.has(item.channel) && !(await this.#tell(item))) failed.add(item.channel)
  }

  #listUntold(
    unresolved: readonly Finding[],
    { reader, keys }: { reader: NewsReader; keys: ReadonlySet<string> },
  ): News[] {
    const { clock, mailer } = this.#parts
    const channels: NewsChannel[] = [
      ...(reader.clientAppToken === undefined ? [] : ['inbox' as const]),
      ...(reader.mail && mailer.isOn ? ['mail' as const] : []),
    ]
    return unresolved
      .filter((finding) => stateOf(finding, clock.now()) === 'open')
      .filter(({ kind }) => reader.kinds.length === 0 || reader.kinds.includes(kind))
      .flatMap((finding) =>
        channels
          .filter(
            (channel) => !keys.has(keyOf({ findingId: finding.id, operatorId: reader.operatorId, channel })),
          )
          .map((channel) => ({ finding, reader, channel, isOpen: true })),
      )
  }

  /**
   * Returns false if the channel failed. The others of the channel then wait for the next step, and this operator for
   * longer, so that one wrong address holds up nobody else.
   */
  async #tell(news: News): Promise<boolean> {
    const { store, clock } = this.#parts
    const { finding, reader, channel, isOpen } = news
    try {
      const isTold = channel === 'inbox' ? await this.#notify(news) : await this.#mail(news)
      if (!isTold) return true
    } catch (error) {
      if (!isAoiError(error)) throw error
      this.#pause(news, error.message)
      return false
    }
    const { operatorId } = reader
    await store.noteTold({ findingId: finding.id, operatorId, channel, isOpen, at: clock.now() })
    return true
  }

  #pause(news: News, reason: string): void {
    const { clock, log } = this.#parts
    const { channel } = news
    this.#pausedUntil.set(wayOf(news), clock.monotonic() + LIMITS.findingNewsPauseSeconds * 1000)
    log.warn({ event: 'findingNews', channel, reason }, 'news of a finding was not sent')
  }

  /** Returns false if no device has joined yet. */
  async #notify({ finding, reader, isOpen }: News): Promise<boolean> {
    const { tokens, submissions, clock } = this.#parts
    const { clientAppToken, language } = reader
    if (clientAppToken === undefined) return false
    const token = await tokens.findToken(clientAppToken)
    if (token === undefined || token.members === 0) return false
    const at = clock.now()
    const outcome = await submissions.submit({
      serverApplicationId: DASHBOARD_APPLICATION,
      grants: [FINDINGS_APPLICATION],
      acceptedAt: at,
      notifications: [
        {
          id: newNotificationId(at),
          clientAppToken,
          payload: makePayload({ finding, isOpen, language, dashboardUrl: this.#parts.dashboardUrl() }),
          ttlSeconds: LIMITS.ttlSecondsDefault,
          urgency: isOpen ? 'high' : 'normal',
          topic: finding.id,
        },
      ],
    })
    return outcome.kind === 'appended' && outcome.results[0]?.outcome === 'accepted'
  }

  async #mail({ finding, reader, isOpen }: News): Promise<boolean> {
    const { title, body, navigate } = describeNews({
      ...{ finding, isOpen, language: reader.language, dashboardUrl: this.#parts.dashboardUrl() },
    })
    await this.#parts.mailer.send({
      to: reader.email,
      subject: `AOI: ${title}`,
      text: `${body}\n\n${navigate}\n`,
    })
    return true
  }
}

function wayOf({ channel, reader }: News): string {
  return `${channel} ${reader.operatorId}`
}

function keyOf({ findingId, operatorId, channel }: ToldNews): string {
  return `${findingId} ${operatorId} ${channel}`
}

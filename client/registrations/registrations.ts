import type { z } from 'zod'
import type { ClientAppRegistrationReq } from '../../protocol/registration.ts'
import {
  clientAppDeregistrationResSchema,
  clientAppRegistrationResSchema,
} from '../../protocol/registration.ts'
import type { ClientParts } from '../delivery/instance-queue.ts'
import { LocalInstance } from '../delivery/local-instance.ts'
import type { JournalRecord, StoredNotification } from '../journal/journal-record.ts'
import type { TokenState } from '../journal/journal-state.ts'
import type { AckBatcher } from '../session/ack-batcher.ts'
import type { Upstream } from '../session/upstream.ts'
import type { WaitOptions } from '../wait-options.ts'
import type { Patience } from '../waiting.ts'
import { withWait } from '../waiting.ts'
import type { RegistrationRequest } from './registration-request.ts'
import { sendRegistration } from './send-registration.ts'

export type RegistrationsParts = ClientParts & {
  upstream: Upstream
  acks: AckBatcher
  /** The token is registered: messages that came early for it can be taken. */
  onRegistered: (clientAppToken: string) => void
}

type Success = Extract<z.output<typeof clientAppRegistrationResSchema>, { code: '200' }>

/** Maps instances to tokens (OMA 8.1.5): the AOI Server knows the tokens, this AOI Client the instances. */
export class Registrations {
  readonly #parts: RegistrationsParts
  readonly #instances = new Map<string, LocalInstance>()

  constructor(parts: RegistrationsParts) {
    this.#parts = parts
    for (const token of this.#tokens.values()) {
      for (const instance of token.instances) this.#addInstance(token, instance)
    }
  }

  list(): LocalInstance[] {
    return [...this.#instances.values()]
  }

  /** Resumes the instance, joins it to a registered token, or asks the AOI Server. */
  register(request: RegistrationRequest, patience: Patience): Promise<LocalInstance> {
    return (
      this.#findLocal(request) ??
      this.#parts.upstream.ask(
        {
          findResult: () => this.#findLocal(request),
          send: (session, aoiClientId) =>
            sendRegistration(session, { request, aoiClientId, origin: this.#origin() }),
          schema: clientAppRegistrationResSchema,
          accept: (answer) => this.#accept(answer, { request, signal: patience.signal }),
        },
        patience,
      )
    )
  }

  /** Leaves here at once, and deregisters at the AOI Server with the last instance of the token. */
  async leave(left: LocalInstance, wait: WaitOptions): Promise<void> {
    const key = keyOf(left.token, left.instance)
    if (this.#instances.get(key) !== left) return
    this.#instances.delete(key)
    void left.close()
    await this.#parts.journal.append(
      [{ kind: 'left', clientAppToken: left.token, instance: left.instance }],
      'synced',
    )
    if (this.#tokens.has(left.token)) return
    // Acknowledges everything received so far, since no acknowledgement may follow the deregistration.
    this.#parts.acks.flush()
    await withWait({ wait, clock: this.#parts.clock }, (patience) => this.deregister(left.token, patience))
  }

  /** Deregisters a token without local instances, unless an instance has joined it meanwhile. */
  deregister(clientAppToken: string, patience: Patience): Promise<void> {
    const messageType = 'clientAppDeregistrationReq'
    return this.#parts.upstream.ask(
      {
        findResult: () => (this.#tokens.has(clientAppToken) ? Promise.resolve() : undefined),
        send: (session, aoiClientId) =>
          session.ask(messageType, { messageType, aoiClientId, clientAppToken }),
        schema: clientAppDeregistrationResSchema,
        accept: () => Promise.resolve(),
      },
      patience,
    )
  }

  /** The AOI Server has ended the registration, or has none. */
  async revoke(clientAppToken: string, reason: string): Promise<void> {
    if (!this.#tokens.has(clientAppToken)) return
    const recorded = this.#parts.journal.append([{ kind: 'revoked', clientAppToken }], 'synced')
    this.#parts.acks.forget(clientAppToken)
    for (const [key, instance] of this.#instances) {
      if (instance.token !== clientAppToken) continue
      this.#instances.delete(key)
      instance.revoke(reason)
    }
    await recorded
  }

  deliver(clientAppToken: string, received: { notification: StoredNotification; instances: string[] }): void {
    for (const instance of received.instances) {
      this.#instances.get(keyOf(clientAppToken, instance))?.enqueue(received.notification)
    }
  }

  /** Resumes handing over after the storage works again. */
  resume(): void {
    for (const instance of this.#instances.values()) instance.resume()
  }

  async close(): Promise<void> {
    await Promise.all(this.list().map((instance) => instance.close()))
  }

  /** The origin under which this AOI Client reaches the AOI Server. */
  #origin(): string {
    return new URL(this.#parts.journal.state.credential?.serverUrl ?? '').origin
  }

  get #tokens(): Map<string, TokenState> {
    return this.#parts.journal.state.tokens
  }

  #findLocal(request: RegistrationRequest): Promise<LocalInstance> | undefined {
    const token =
      request.expectedToken === undefined
        ? this.#findUnique(request)
        : this.#tokens.get(request.expectedToken)
    // A request with Web Push needs a token that the server knows to accept Web Push.
    return token === undefined || (request.webPush && token.webPush !== true) || isRelabelled(token, request)
      ? undefined
      : this.#join(token.clientAppToken, { instance: request.instance, records: [] })
  }

  /** Returns the token that this instance got earlier without a seed. */
  #findUnique({ message, instance }: RegistrationRequest): TokenState | undefined {
    return [...this.#tokens.values()].find(
      (token) =>
        token.clientAppToken.startsWith('u1') &&
        token.instances.has(instance) &&
        token.applicationName === message.ApplicationName &&
        token.vapidKey === message.vapidKey &&
        token.tokenScope === (message.tokenScope ?? ''),
    )
  }

  async #accept(
    answer: Success,
    { request, signal }: { request: RegistrationRequest; signal: AbortSignal },
  ): Promise<LocalInstance> {
    const { clientAppToken } = answer
    if (signal.aborted) {
      // The caller stopped waiting, but the server has registered it: deregisters in the next turn.
      this.deregister(clientAppToken, { signal: new AbortController().signal }).catch(() => undefined)
      throw signal.reason
    }
    const records = [registeredRecord(answer, request)]
    const joined = this.#join(clientAppToken, { instance: request.instance, records })
    this.#parts.onRegistered(clientAppToken)
    return joined
  }

  /** Adds the instance at once, so that it misses no notification. Settles when the record is on storage. */
  async #join(
    clientAppToken: string,
    joining: { instance: string; records: JournalRecord[] },
  ): Promise<LocalInstance> {
    const { journal } = this.#parts
    const { instance } = joining
    const known = this.#instances.get(keyOf(clientAppToken, instance))
    const records = [...joining.records]
    if (known === undefined) records.push({ kind: 'joined', clientAppToken, instance })
    const recorded = journal.append(records, 'synced')
    const token = this.#tokens.get(clientAppToken)
    if (token === undefined) throw new Error('a newly registered token is missing from the journal')
    const joined = known ?? this.#addInstance(token, instance)
    await recorded
    return joined
  }

  #addInstance(token: TokenState, instance: string): LocalInstance {
    const leave = (wait: WaitOptions): Promise<void> => this.leave(added, wait)
    const added: LocalInstance = new LocalInstance({ ...this.#parts, token, instance, leave })
    this.#instances.set(keyOf(token.clientAppToken, instance), added)
    return added
  }
}

function keyOf(clientAppToken: string, instance: string): string {
  return `${clientAppToken} ${instance}`
}

/** A unique token keeps its first label, because another request would make another token. */
function isRelabelled(
  token: TokenState,
  { message: { label }, expectedToken }: RegistrationRequest,
): boolean {
  return label !== undefined && label !== token.label && expectedToken !== undefined
}

function registeredRecord(
  answer: Success,
  { message, webPush, isShortSeed }: RegistrationRequest,
): JournalRecord {
  const { clientAppToken, aoiServerUrl, webPushEndpoint, desc } = answer
  return {
    kind: 'registered',
    clientAppToken,
    applicationName: message.ApplicationName,
    tokenScope: message.tokenScope ?? '',
    desc: desc === 'OK' && isShortSeed ? SHORT_SEED_DESC : desc,
    ...(webPush && { webPush }),
    ...optional(message, aoiServerUrl, webPushEndpoint),
  }
}

function optional(message: ClientAppRegistrationReq, aoiServerUrl?: string, webPushEndpoint?: string) {
  return {
    ...(message.vapidKey !== undefined && { vapidKey: message.vapidKey }),
    ...(message.label !== undefined && { label: message.label }),
    ...(aoiServerUrl !== undefined && { aoiServerUrl }),
    ...(webPushEndpoint !== undefined && { webPushEndpoint }),
  }
}

const SHORT_SEED_DESC = 'OK, but a tokenSeed of fewer than 16 bytes can be guessed'

import type { JournalRecord, RecordOf, StoredNotification } from './journal-record.ts'

export type Credential = Omit<RecordOf<'credential'>, 'kind'>
export type Parked = { attempts: number; error: string; parkedAt: number }

/** A notification that some instance here has not handled. */
export type HeldNotification = {
  notification: StoredNotification
  /** Instance → attempts that failed. */
  waiting: Map<string, number>
  parked: Map<string, Parked>
}

/** The Web Push subscription of an instance. */
export type StoredSubscription = Omit<RecordOf<'subscribed'>, 'kind' | 'clientAppToken' | 'instance'>

/** One registration at the AOI Server, and the local instances that share it. */
export type TokenState = Omit<RecordOf<'registered'>, 'kind'> & {
  /** The last seq that was received or passed over; 0: none yet. */
  cursor: number
  instances: Set<string>
  /** Key: instance. */
  subscriptions: Map<string, StoredSubscription>
  /** Key: notification id, in the order received. */
  held: Map<string, HeldNotification>
}

/** The state that results from applying the journal's records in order. */
export type JournalState = {
  credential: Credential | undefined
  epoch: string | undefined
  tokens: Map<string, TokenState>
}

export const emptyJournalState = (): JournalState => ({
  credential: undefined,
  epoch: undefined,
  tokens: new Map(),
})

/** Applies one record. A record about a removed token or notification changes nothing. */
export function applyRecord(state: JournalState, record: JournalRecord): void {
  switch (record.kind) {
    case 'credential': {
      const { kind, ...credential } = record
      state.credential = credential
      break
    }
    case 'epoch':
      if (state.epoch !== record.epoch) for (const token of state.tokens.values()) token.cursor = 0
      state.epoch = record.epoch
      break
    case 'registered': {
      const { kind, ...registered } = record
      const known = state.tokens.get(record.clientAppToken)
      const fresh = {
        cursor: 0,
        instances: new Set<string>(),
        subscriptions: new Map<string, StoredSubscription>(),
        held: new Map<string, HeldNotification>(),
      }
      state.tokens.set(record.clientAppToken, { ...(known ?? fresh), ...registered })
      break
    }
    case 'revoked':
      state.tokens.delete(record.clientAppToken)
      break
    default: {
      const token = state.tokens.get(record.clientAppToken)
      if (token !== undefined) applyToToken(state, { token, record })
    }
  }
}

type TokenRecord = RecordOf<
  'joined' | 'subscribed' | 'left' | 'received' | 'cursor' | 'handled' | 'failed' | 'parked' | 'retried'
>

function applyToToken(
  state: JournalState,
  { token, record }: { token: TokenState; record: TokenRecord },
): void {
  switch (record.kind) {
    case 'joined':
      token.instances.add(record.instance)
      break
    case 'subscribed': {
      const { kind, clientAppToken, instance, ...subscription } = record
      if (token.instances.has(instance)) token.subscriptions.set(instance, subscription)
      break
    }
    case 'left':
      token.instances.delete(record.instance)
      token.subscriptions.delete(record.instance)
      for (const id of [...token.held.keys()]) release(token, { id, instance: record.instance })
      if (token.instances.size === 0) state.tokens.delete(record.clientAppToken)
      break
    case 'received': {
      const { notification, waiting } = record
      token.cursor = notification.seq
      if (waiting.length === 0) break
      const attempts = waiting.map((instance): [string, number] => [instance, 0])
      token.held.set(notification.id, { notification, waiting: new Map(attempts), parked: new Map() })
      break
    }
    case 'cursor':
      token.cursor = record.seq
      break
    case 'handled':
      release(token, record)
      break
    default:
      applyAttempt(token, record)
  }
}

function applyAttempt(token: TokenState, record: RecordOf<'failed' | 'parked' | 'retried'>): void {
  const held = token.held.get(record.id)
  if (held === undefined) return
  const { instance } = record
  if (record.kind === 'parked') {
    const { attempts, error, parkedAt } = record
    held.waiting.delete(instance)
    held.parked.set(instance, { attempts, error, parkedAt })
  } else {
    held.parked.delete(instance)
    held.waiting.set(instance, record.kind === 'failed' ? record.attempts : 0)
  }
}

/** The instance is done with the notification. The last instance removes it. */
function release(token: TokenState, done: { id: string; instance: string }): void {
  const held = token.held.get(done.id)
  held?.waiting.delete(done.instance)
  held?.parked.delete(done.instance)
  if (held?.waiting.size === 0 && held.parked.size === 0) token.held.delete(done.id)
}

/** The fewest records that give this state again. */
export function snapshotRecords(state: JournalState): JournalRecord[] {
  const { credential, epoch, tokens } = state
  return [
    ...(credential === undefined ? [] : [{ kind: 'credential' as const, ...credential }]),
    ...(epoch === undefined ? [] : [{ kind: 'epoch' as const, epoch }]),
    ...[...tokens.values()].flatMap(snapshotToken),
  ]
}

function snapshotToken(token: TokenState): JournalRecord[] {
  const { cursor, instances, subscriptions, held, ...registered } = token
  const { clientAppToken } = token
  return [
    { kind: 'registered', ...registered },
    ...[...instances].map((instance) => ({ kind: 'joined' as const, clientAppToken, instance })),
    ...[...subscriptions].map(([instance, subscription]) => ({
      kind: 'subscribed' as const,
      clientAppToken,
      instance,
      ...subscription,
    })),
    ...[...held.values()].flatMap((one) => snapshotHeld(clientAppToken, one)),
    { kind: 'cursor', clientAppToken, seq: cursor },
  ]
}

function snapshotHeld(
  clientAppToken: string,
  { notification, waiting, parked }: HeldNotification,
): JournalRecord[] {
  const { id } = notification
  const failed = [...waiting].filter(([, attempts]) => attempts > 0)
  return [
    { kind: 'received', clientAppToken, notification, waiting: [...waiting.keys(), ...parked.keys()] },
    ...failed.map(([instance, attempts]) => ({
      kind: 'failed' as const,
      clientAppToken,
      id,
      instance,
      attempts,
    })),
    ...[...parked].map(([instance, rest]) => ({
      kind: 'parked' as const,
      clientAppToken,
      id,
      instance,
      ...rest,
    })),
  ]
}

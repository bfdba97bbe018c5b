/** Why a session ended or could not be opened, when the AOI Client tries again. */
export type LostReason =
  | 'unreachable'
  | 'connectionLost'
  | 'serverUnavailable'
  | 'tooSlow'
  | 'tooManyMessages'
  | 'draining'
  | 'behind'
  | 'backlogFull'
  | 'protocolError'
  | 'storageFailed'

/** Why the AOI Client stopped for good. */
export type ClosedReason =
  | 'closedByApplication'
  | 'credentialRevoked'
  /** The AOI Server registers AOI Clients by enrolment code alone, or none at all. */
  | 'notAdmitted'
  | 'connectedElsewhere'
  | 'refused'
  | 'storageFailed'

/** Connection state of the AOI Client. */
export type ClientState =
  | { name: 'idle'; reason: 'notStarted' }
  | { name: 'connecting'; reason: 'started' }
  | { name: 'connected'; reason: 'sessionOpened' }
  /** Waits or tries again; `attempt` counts from 1 since the last session. */
  | { name: 'reconnecting'; reason: LostReason; desc: string; attempt: number }
  | { name: 'closed'; reason: ClosedReason; desc: string }

export type ClientEvent =
  | { kind: 'started' }
  | { kind: 'sessionOpened' }
  | { kind: 'lost'; reason: LostReason; desc: string }
  | { kind: 'stopped'; reason: ClosedReason; desc: string }

export const IDLE: ClientState = { name: 'idle', reason: 'notStarted' }

/** The state after an event; the same object where the event does not apply. `closed` is final. */
export function nextState(state: ClientState, event: ClientEvent): ClientState {
  if (state.name === 'closed') return state
  if (event.kind === 'stopped') return { name: 'closed', reason: event.reason, desc: event.desc }
  if (event.kind === 'started') {
    return state.name === 'idle' ? { name: 'connecting', reason: 'started' } : state
  }
  if (state.name === 'idle') return state
  if (event.kind === 'sessionOpened') return { name: 'connected', reason: 'sessionOpened' }
  const attempt = state.name === 'reconnecting' ? state.attempt + 1 : 1
  return { name: 'reconnecting', reason: event.reason, desc: event.desc, attempt }
}

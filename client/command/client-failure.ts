import { type AoiClientErrorCode, isAoiClientError } from '../aoi-client-error.ts'
import type { ClientState } from '../client-state.ts'
import { CommandFailure } from './command-failure.ts'
import type { FailureKind } from './exit-codes.ts'

type ClosedState = Extract<ClientState, { name: 'closed' }>

const ERROR_KINDS: Record<AoiClientErrorCode, FailureKind> = {
  '400': 'refused',
  '401': 'refused',
  '503': 'unreachable',
  timeout: 'unreachable',
  closed: 'failed',
  storage: 'failed',
}

/** Maps a rejection of the AOI Client to the failure of a command. `state` is the AOI Client's state at that time. */
export function toClientFailure(error: unknown, state: ClientState | undefined): unknown {
  if (!isAoiClientError(error)) return error
  if (state?.name === 'closed' && state.reason !== 'closedByApplication') return toClosedFailure(state)
  const { code } = error
  const why = code === 'timeout' && state?.name === 'reconnecting' ? ` (${state.desc})` : ''
  return new CommandFailure(ERROR_KINDS[code], `${error.message}${why}`, code)
}

/** Why an AOI Client that stopped by itself ends the command. */
export function toClosedFailure(state: ClosedState): CommandFailure {
  const { reason, desc } = state
  if (reason === 'notAdmitted')
    return new CommandFailure('refused', `the AOI Server did not register this AOI Client: ${desc}`, '401')
  const isRefused = reason === 'credentialRevoked' || reason === 'refused'
  const hint = isRefused ? '; use another --state directory to register again' : ''
  return new CommandFailure(isRefused ? 'refused' : 'failed', `the AOI Client stopped: ${desc}${hint}`)
}

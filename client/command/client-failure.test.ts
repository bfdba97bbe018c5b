import { expect, it } from 'vitest'
import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientState } from '../client-state.ts'
import { toClientFailure, toClosedFailure } from './client-failure.ts'

const RECONNECTING: ClientState = {
  name: 'reconnecting',
  reason: 'unreachable',
  desc: 'connection refused',
  attempt: 3,
}

it('maps a failure that can be retried to exit code 3, with the reason for the lost connection', () => {
  const timeout = new AoiClientError('timeout', 'no answer in 15 s')
  expect(toClientFailure(timeout, RECONNECTING)).toMatchObject({
    exitCode: 3,
    message: 'no answer in 15 s (connection refused)',
  })
  expect(toClientFailure(new AoiClientError('503', 'busy'), RECONNECTING)).toMatchObject({
    exitCode: 3,
    code: '503',
  })
})

it('maps a refusal by the server to exit code 4', () => {
  for (const code of ['400', '401'] as const) {
    expect(toClientFailure(new AoiClientError(code, 'no'), undefined)).toMatchObject({ exitCode: 4, code })
  }
  const revoked: ClientState = { name: 'closed', reason: 'credentialRevoked', desc: 'credential revoked' }
  expect(toClientFailure(new AoiClientError('closed', 'closed'), revoked)).toMatchObject({ exitCode: 4 })
  expect(toClosedFailure(revoked).message).toMatch(
    /credential revoked; use another --state directory to register again/,
  )
})

it('maps a fault of this machine to exit code 1', () => {
  expect(toClientFailure(new AoiClientError('storage', 'disk full'), undefined)).toMatchObject({
    exitCode: 1,
  })
  const elsewhere = toClosedFailure({
    name: 'closed',
    reason: 'connectedElsewhere',
    desc: 'connected elsewhere',
  })
  expect(elsewhere.exitCode).toBe(1)
})

it('leaves other errors unchanged', () => {
  const error = new TypeError('x')
  expect(toClientFailure(error, undefined)).toBe(error)
})

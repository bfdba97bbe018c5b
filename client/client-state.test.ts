import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientEvent, ClientState } from './client-state.ts'
import { IDLE, nextState } from './client-state.ts'

const lost: ClientEvent = { kind: 'lost', reason: 'connectionLost', desc: 'transport close' }
const stopped: ClientEvent = { kind: 'stopped', reason: 'connectedElsewhere', desc: 'connected elsewhere' }
const after = (...events: ClientEvent[]): ClientState => events.reduce(nextState, IDLE)

describe('the state of the AOI Client', () => {
  it('changes from idle through connecting to connected', () => {
    expect(after()).toEqual({ name: 'idle', reason: 'notStarted' })
    expect(after({ kind: 'started' })).toEqual({ name: 'connecting', reason: 'started' })
    expect(after({ kind: 'started' }, { kind: 'sessionOpened' })).toEqual({
      name: 'connected',
      reason: 'sessionOpened',
    })
  })

  it('counts attempts since the last session, and gives the reason of the last failure', () => {
    const away: ClientEvent = { kind: 'lost', reason: 'unreachable', desc: 'websocket error' }
    const twice = after({ kind: 'started' }, { kind: 'sessionOpened' }, lost, away)
    expect(twice).toEqual({
      name: 'reconnecting',
      reason: 'unreachable',
      desc: 'websocket error',
      attempt: 2,
    })
    const again = nextState(nextState(twice, { kind: 'sessionOpened' }), lost)
    expect(again).toMatchObject({ name: 'reconnecting', reason: 'connectionLost', attempt: 1 })
  })

  it('leaves idle only by start or stop', () => {
    expect(after(lost)).toBe(IDLE)
    expect(after({ kind: 'sessionOpened' })).toBe(IDLE)
    expect(after(stopped)).toMatchObject({ name: 'closed', reason: 'connectedElsewhere' })
  })

  it('never leaves closed, and keeps the first reason', () => {
    const event = fc.constantFrom<ClientEvent>({ kind: 'started' }, { kind: 'sessionOpened' }, lost, {
      kind: 'stopped',
      reason: 'closedByApplication',
      desc: 'closed',
    })
    const closed = after({ kind: 'started' }, stopped)
    const property = fc.property(fc.array(event), (events) => {
      expect(events.reduce(nextState, closed)).toBe(closed)
    })
    fc.assert(property)
  })
})

import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { CoreFailure, type ErrorPlace } from '../core/unexpected.ts'
import { TestClock } from '../testing/test-clock.ts'
import type { EndReason } from './end-process.ts'
import { UnexpectedErrors } from './unexpected-errors.ts'

const MINUTE = 60_000
const step = (name: string): ErrorPlace => ({ kind: 'step', name })
const request: ErrorPlace = { kind: 'request', name: 'GET /x', requestId: 'id' }
const socket: ErrorPlace = { kind: 'socket', name: 'session' }
const stray: ErrorPlace = { kind: 'stray', name: 'uncaughtException' }

describe('unexpected errors', () => {
  it('of requests and sockets never end the process, however many occur', () => {
    const { errors, ends } = open()
    for (let count = 0; count < 5000; count += 1) {
      errors.note(new Error('boom'), { ...request, name: `GET /${count}` })
      errors.note(new Error('boom'), socket)
    }
    expect(ends).toEqual([])
  })

  it('of one permanently failing step do not end the process', () => {
    const { errors, ends } = open()
    for (let count = 0; count < 5000; count += 1) errors.note(new Error('boom'), step('census'))
    expect(ends).toEqual([])
  })

  it('of several steps end the process when their rate exceeds the limits', () => {
    const { errors, ends } = open()
    const places = [step('census'), step('cursors'), stray]
    for (let count = 0; count < LIMITS.failingStepErrorsPerMinute - 1; count += 1)
      errors.note(new Error('boom'), places[count % LIMITS.failingSteps] ?? stray)
    expect(ends).toEqual([])
    errors.note(new Error('boom'), stray)
    expect(ends).toEqual(['errorRate'])
  })

  it('are counted again each minute', () => {
    const { errors, ends, clock } = open()
    const places = [step('census'), step('cursors'), step('heads')]
    for (let count = 0; count < LIMITS.failingStepErrorsPerMinute * 2; count += 1) {
      errors.note(new Error('boom'), places[count % 3] ?? stray)
      clock.advance(MINUTE / 10)
    }
    expect(ends).toEqual([])
  })

  it('end the process at once when the delivery core cannot keep its guarantees', () => {
    const { errors, ends } = open()
    errors.note(new CoreFailure('brokenInvariant', 'a number twice'), request)
    errors.note(new CoreFailure('corruptDatabase', 'damaged'), step('census'))
    expect(ends).toEqual(['brokenInvariant', 'corruptDatabase'])
  })

  it('are logged whole with their place, up to a limit for each place, and then as a number', () => {
    const { errors, lines, clock } = open()
    const boom = new Error('boom')
    const { errorsLoggedPerPlacePerMinute: most } = LIMITS
    for (let count = 0; count < most + 7; count += 1) errors.note(boom, request)
    errors.note(boom, step('census'))
    expect(lines).toHaveLength(most + 1)
    expect(lines[0]).toEqual({ event: 'unexpectedError', err: boom, ...request })
    clock.advance(MINUTE)
    expect(errors.counts.lastMinute).toBe(most + 8)
    expect(lines.at(-1)).toEqual({ event: 'unexpectedErrors', place: 'request', errors: 7 })
    clock.advance(MINUTE)
    expect(errors.counts).toMatchObject({ lastMinute: 0, total: most + 8, lastPlace: 'step census' })
  })

  it('cause no further error when the log cannot be written', () => {
    const { errors } = open(() => {
      throw new Error('ENOSPC')
    })
    expect(() => errors.note(new Error('boom'), request)).not.toThrow()
    expect(errors.counts.total).toBe(1)
  })
})

function open(write: (fields: object) => void = () => {}) {
  const clock = new TestClock()
  const ends: EndReason[] = []
  const lines: object[] = []
  const log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (fields: object) => {
      write(fields)
      lines.push(fields)
    },
  }
  const errors = new UnexpectedErrors({ log, clock, endProcess: (reason) => void ends.push(reason) })
  return { errors, clock, ends, lines }
}

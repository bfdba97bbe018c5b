import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { EndSignals } from './end-signals.ts'

function listen() {
  const source = new EventEmitter()
  const signals = new EndSignals(source, true)
  const received: string[] = []
  return { source, signals, received, end: (signal: string) => void received.push(signal) }
}

test('a signal before the end of the start ends the process when it has started', () => {
  const { source, signals, received, end } = listen()
  source.emit('SIGTERM')
  expect(signals.isEnding).toBe(true)
  signals.onFirst(end)
  expect(received).toEqual(['SIGTERM'])
})

test('only the first of several signals counts', () => {
  const { source, signals, received, end } = listen()
  signals.onFirst(end)
  expect(signals.isEnding).toBe(false)
  for (const name of ['SIGINT', 'SIGTERM', 'SIGINT']) source.emit(name)
  expect(received).toEqual(['SIGINT'])
})

test('SIGHUP does not end a process that no terminal started', () => {
  const source = new EventEmitter()
  const signals = new EndSignals(source, false)
  source.emit('SIGHUP')
  expect(signals.isEnding).toBe(false)
  source.emit('SIGTERM')
  expect(signals.isEnding).toBe(true)
})

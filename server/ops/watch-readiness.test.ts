import { expect, it } from 'vitest'
import { watchReadiness } from './watch-readiness.ts'

it('logs each change of readiness once, with its reasons', async () => {
  const lines: object[] = []
  const write = (fields: object) => void lines.push(fields)
  let reasons: string[] = []
  const readiness = { check: async () => ({ ready: reasons.length === 0, reasons }) }
  const look = watchReadiness({ readiness, log: { debug: write, info: write, warn: write, error: write } })
  await look()
  reasons = ['the disk is full']
  await look()
  await look()
  reasons = []
  await look()
  expect(lines).toEqual([{ event: 'notReady', reasons: ['the disk is full'] }, { event: 'ready' }])
})

import { describe, expect, it } from 'vitest'
import { runModel } from './run-model.ts'
import type { SetupName } from './setup.ts'

const MILLISECONDS = 4000

/** The seeds are fixed. `npm run test:model` goes on with others, for as long as one likes. */
describe('random operations of raw clients', () => {
  it.each<[SetupName, number]>([
    ['sqlite', 1000],
    ['two-nodes', 2001],
  ])('keep every rule of the protocol: %s', async (setup, seed) => {
    const began = performance.now()
    const isOver = () => performance.now() - began > MILLISECONDS
    const lines: string[] = []
    const say = (text: string) => void lines.push(text)
    const { totals, failure } = await runModel({ setup, seed, isOver, say, shrinkMilliseconds: 60_000 })
    if (failure !== undefined) console.log(`model: ${lines.join('; ')}: ${JSON.stringify(failure)}`)
    // A machine that other tests keep busy may be late once.
    expect(failure?.isRepeated === true ? failure.violations : []).toEqual([])
    expect(totals.scripts).toBeGreaterThan(0)
  })
})

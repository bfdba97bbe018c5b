import { expect, it } from 'vitest'
import { cutPowerOfControl, cutPowerOfStore } from './cut-power.ts'
import { findStrace } from './run-traced.ts'

const strace = findStrace()
if (strace === undefined)
  console.log('test: the power-cut test is left out: it needs strace, which is not installed')

/** The short form of `npm run test:powercut`. */
const short = { strace: strace ?? '', images: 8, rounds: 24, seed: 20_261_123 }

it.runIf(strace !== undefined)(
  'the server keeps every promise in every image that a power cut leaves',
  async () => {
    const { broken, reports } = await cutPowerOfStore(short)
    expect(broken).toEqual([])
    expect(reports).toBeGreaterThan(50)
  },
)

it.runIf(strace !== undefined)('the test detects a writer that is not durable', async () => {
  const { broken } = await cutPowerOfControl(short)
  expect(broken.length).toBeGreaterThan(5)
})

it.runIf(strace !== undefined)('the test detects a disk that only claims to have synced', async () => {
  const { broken } = await cutPowerOfStore({ ...short, rounds: 12, disk: 'lying' })
  expect(broken.length).toBeGreaterThan(4)
})

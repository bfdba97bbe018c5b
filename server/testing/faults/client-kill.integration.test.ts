import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { APPLICATION, assembleCast } from './cast.ts'
import { findDeliveryFaults } from './delivery-faults.ts'
import { Listener } from './listener.ts'
import { Load } from './load.ts'
import type { Receipt } from './receiver.ts'

const KILLS = Number(process.env.TEST_RANDOM_KILLS ?? 3)
const NAMES = ['Ada', 'Bob', 'Cyd']
/** Counted from the start of the process, so that some kills hit a client that is not connected yet. */
const LIFE_MILLISECONDS = { min: 200, max: 2500 }

it(`AOI Clients killed ${KILLS} times at random under load print every notification, in order`, {
  timeout: 240_000 + KILLS * 8000,
}, async () => {
  const cast = await assembleCast({ receivers: 0, senders: 2 })
  const { server, directory, senders } = cast
  const listeners = NAMES.map(
    (name) =>
      new Listener({
        name,
        serverUrl: server.url,
        applicationName: APPLICATION,
        stateDirectory: join(directory, name),
        seed: 'the seed of the killed ones',
      }),
  )
  onTestFinished(async () => {
    await Promise.all(listeners.map((listener) => listener.end('SIGKILL')))
  })
  const tokens = [...new Set(await Promise.all(listeners.map((listener) => listener.start())))]
  expect(tokens).toHaveLength(1)

  const load = new Load({ senders, tokens, inFlight: 2 })
  await load.goOn(20)
  await Promise.all(
    listeners.map((listener, index) =>
      killAgainAndAgain(listener, Math.ceil((KILLS - index) / listeners.length)),
    ),
  )
  await Promise.all(listeners.map((listener) => listener.start()))
  await load.goOn(20)
  await load.stop()

  const findFaults = () => {
    const receivers = listeners.map(({ name, receiptsOfRuns }) => ({
      name,
      tokens,
      receipts: withoutSeams(receiptsOfRuns),
    }))
    return findDeliveryFaults({ accepted: load.accepted, receivers }).slice(0, 10)
  }
  await vi.waitFor(() => expect(findFaults()).toEqual([]), { timeout: 90_000, interval: 200 })
  await Promise.all(listeners.map((listener) => listener.end('SIGTERM')))
  expect(findFaults()).toEqual([])
  const seams = listeners.reduce(
    (sum, one) => sum + one.receipts.length - withoutSeams(one.receiptsOfRuns).length,
    0,
  )
  console.log(
    `faults: aoi listen: ${KILLS} kills, ${load.accepted.length} accepted, ${seams} printed again at a kill`,
  )
})

/** Kills a running listener again and again, and leaves it killed. */
async function killAgainAndAgain(listener: Listener, kills: number): Promise<void> {
  for (let killed = 0; killed < kills; killed += 1) {
    if (killed > 0) listener.begin()
    await delay(LIFE_MILLISECONDS.min + Math.random() * (LIFE_MILLISECONDS.max - LIFE_MILLISECONDS.min))
    expect(await listener.end('SIGKILL'), listener.errors).toMatchObject({ signal: 'SIGKILL' })
  }
}

/**
 * Returns the output of the runs, without the lines that a run printed again after a kill. One system call lies between
 * printing a line and recording it as printed. A process that is killed there prints that line again.
 */
function withoutSeams(runs: readonly Receipt[][]): Receipt[] {
  const printed: Receipt[] = []
  for (const [first, ...rest] of runs) {
    if (first === undefined) continue
    if (printed.at(-1)?.id !== first.id) printed.push(first)
    printed.push(...rest)
  }
  return printed
}

import type { AoiClient } from '../aoi-client.ts'
import type { UnifiedPushReport } from '../unified-push/distributor.ts'
import type { RunningDistributor } from '../unified-push/start-distributor.ts'
import { CommandFailure } from './command-failure.ts'
import type { Ending } from './ending.ts'
import { loadOptional } from './load-optional.ts'
import type { Output } from './output.ts'
import { printableText } from './printable.ts'

type World = {
  aoiClient: AoiClient
  output: Output
  onError: (error: unknown) => void
  ending: Ending
}

/**
 * Returns a function that makes the AOI Client the UnifiedPush distributor of the session bus. The library for D-Bus is
 * an optional package: only this option needs it, and only Linux has a session bus.
 */
export async function loadDistributor(
  busAddress: string,
): Promise<(world: World) => Promise<RunningDistributor>> {
  const { startDistributor } = await loadOptional(
    () => import('../unified-push/start-distributor.ts'),
    '@jellybrick/dbus-next@0.11.3',
  )
  return async ({ aoiClient, output, onError, ending }) => {
    const report = (change: UnifiedPushReport) => void print(change, output)
    const options = { aoiClient, busAddress, report, onError }
    const distributor = await startDistributor(options).catch((error: unknown) => {
      throw new CommandFailure(
        'failed',
        `--unified-push: the session bus cannot be used: ${sentenceOf(error)}`,
      )
    })
    const end = () => ending.fail(new CommandFailure('failed', sentenceOf(distributor.ended.reason)))
    distributor.ended.addEventListener('abort', end, { once: true })
    return distributor
  }
}

const SENTENCES = {
  registered: 'has registered for UnifiedPush',
  unregistered: 'is no longer registered for UnifiedPush',
  dropped: 'did not take a message',
} as const

async function print({ event, service, why }: UnifiedPushReport, output: Output): Promise<void> {
  const because = why === undefined ? '' : `: ${printableText(why)}`
  await output.report({
    json: { event: 'unifiedPush', change: event, service, why },
    text: `${service} ${SENTENCES[event]}${because}`,
  })
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

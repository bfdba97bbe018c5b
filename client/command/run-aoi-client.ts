import { hostname } from 'node:os'
import { LIMITS } from '../../protocol/limits.ts'
import { shownNameSchema } from '../../protocol/text.ts'
import type { AoiClient } from '../aoi-client.ts'
import type { ClientState } from '../client-state.ts'
import { createAoiClient } from '../index.ts'
import { openFileStorage } from '../storage/file-storage.ts'
import { toClientFailure, toClosedFailure } from './client-failure.ts'
import type { Invocation } from './define.ts'
import { Ending } from './ending.ts'
import type { OutputLine } from './output.ts'
import { printableText } from './printable.ts'

export type ClientInput = {
  serverUrl: string
  stateDirectory: string
  enrolmentCode: string | undefined
  /** Name of this device for operators; without it, the host name. */
  deviceName: string | undefined
  /** Reports no change of state. */
  isQuiet: boolean
}

/**
 * Opens the AOI Client of a state directory, runs `work` with it until `ending`, and closes it. Closing acknowledges
 * upstream. Rejects with `CommandFailure`.
 */
export async function runAoiClient(
  input: ClientInput & { work: (aoiClient: AoiClient, ending: Ending) => Promise<void> },
  { terminal, output }: Invocation,
): Promise<void> {
  const ending = new Ending([terminal.stopping, output.readerGone])
  let aoiClient: AoiClient | undefined
  try {
    const storage = await openFileStorage(input.stateDirectory)
    const { serverUrl, enrolmentCode, deviceName } = input
    const deviceInfo = describeDevice(deviceName)
    aoiClient = createAoiClient({ serverUrl, enrolmentCode, storage, deviceInfo })
    aoiClient.onState((state) => {
      if (!input.isQuiet) void output.report(printedState(state))
      if (state.name === 'closed') ending.fail(toClosedFailure(state))
    })
    await input.work(aoiClient, ending)
  } catch (error) {
    if (!ending.signal.aborted) throw toClientFailure(error, aoiClient?.state)
  } finally {
    ending.finish()
    await aoiClient?.close()
  }
  await ending.wait()
}

/** A host name that the server would refuse is left out. */
function describeDevice(deviceName: string | undefined): { name?: string; platform: string } {
  const name = shownNameSchema(LIMITS.deviceTextBytes).safeParse(deviceName ?? hostname())
  const platform = `aoi command, ${process.platform}`
  return name.success ? { name: name.data, platform } : { platform }
}

function printedState(state: ClientState): OutputLine {
  const { name, ...rest } = state
  return { json: { event: 'state', state: name, ...rest }, text: describeState(state) }
}

function describeState(state: ClientState): string {
  if (state.name === 'reconnecting') {
    return `not connected (try ${state.attempt}): ${printableText(state.desc)}`
  }
  return state.name === 'closed' ? `closed: ${printableText(state.desc)}` : state.name
}

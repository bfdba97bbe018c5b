import type { AoiClient } from '../aoi-client.ts'
import { systemClock } from '../clock.ts'
import type { EarlierRegistration, UnifiedPushReport } from './distributor.ts'
import { Distributor } from './distributor.ts'
import { DISTRIBUTOR_NAME, DISTRIBUTOR_PATH, INTROSPECTION } from './introspection.ts'
import { parseCall, registerReply, unregisterReply } from './parse-call.ts'
import type { BusCall, BusReply } from './session-bus.ts'
import { SessionBus } from './session-bus.ts'

export type DistributorOptions = {
  aoiClient: AoiClient
  /** The address of the session bus, as D-Bus writes it. */
  busAddress: string
  report: (report: UnifiedPushReport) => void
  /** Called with unexpected errors; the distributor goes on. */
  onError: (error: unknown) => void
}

export type RunningDistributor = {
  /** Aborted when the session bus has ended; the reason is an error with a sentence. */
  readonly ended: AbortSignal
  /** Gives up the name on the bus. The journal keeps messages that no app has taken. */
  close(): Promise<void>
}

/**
 * Makes the AOI Client a UnifiedPush distributor on the session bus. Call it as soon as the AOI Client is made. Rejects
 * with a sentence if it cannot.
 */
export async function startDistributor(options: DistributorOptions): Promise<RunningDistributor> {
  const { aoiClient, onError, report } = options
  const reading = listEarlier(aoiClient)
  // The bus may fail first.
  reading.catch(() => undefined)
  const bus = await SessionBus.open(options.busAddress, onError)
  const distributor = new Distributor({
    aoiClient,
    bus,
    clock: systemClock,
    random: Math.random,
    report,
    onError,
  })
  const stop = aoiClient.onState(({ name }) => {
    if (name === 'connected') distributor.tellMovedEndpoints()
  })
  const close = async () => {
    stop()
    await distributor.close()
    bus.close()
  }
  try {
    distributor.resume(await reading)
    bus.serve(DISTRIBUTOR_PATH, (call) => answer(distributor, call))
    if (!(await bus.claim(DISTRIBUTOR_NAME)))
      throw new Error(`another program has the name ${DISTRIBUTOR_NAME} on the session bus`)
    return { ended: bus.ended, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Lists the registrations as the journal has them when it is opened. A session with a server that has moved changes their
 * endpoints, so this begins before anything else.
 */
async function listEarlier(aoiClient: AoiClient): Promise<EarlierRegistration[]> {
  const registrations = await aoiClient.listRegistrations()
  return registrations.map((registration) => ({ registration, endpoint: registration.webPushEndpoint }))
}

async function answer(distributor: Distributor, call: BusCall): Promise<BusReply> {
  if (call.interface === 'org.freedesktop.DBus.Introspectable')
    return { signature: 's', body: [INTROSPECTION] }
  const asked = parseCall(call)
  if (asked.kind === 'unregister') {
    const afterwards = await distributor.unregister(asked, call.sender)
    return { ...unregisterReply(asked.version), afterwards }
  }
  const { failure, afterwards } = await distributor.register(asked, call.sender)
  return { ...registerReply(asked.version, failure), afterwards }
}

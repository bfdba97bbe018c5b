import { load } from './load.ts'
import { protocolOf, type Speech } from './protocols.ts'

/**
 * A job for `load`, received and answered by one message each. The process is separate, so that servers keep their CPU.
 */
export type LoadJob = {
  port: number
  speech: Speech
  inFlight: number
  warmUpMilliseconds: number
  measuredMilliseconds: number
}

process.on('message', (job: LoadJob) => {
  const { speech, inFlight, ...input } = job
  const protocols = Array.from({ length: inFlight }, (_, connection) => protocolOf(speech, connection))
  load({ ...input, protocols }).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  )
})

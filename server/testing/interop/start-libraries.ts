import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Order, Report } from './library-process.ts'
import type { Sending, Sent } from './sending.ts'

export type Libraries = {
  send(sender: string, sending: Sending): Promise<Sent>
  close(): Promise<void>
}

/**
 * Starts the sender libraries in a new process that trusts the certificate: Node reads the variable only at its start.
 */
export function startLibraries(certificatePath: string): Libraries {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./library-process.ts', import.meta.url))],
    {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificatePath },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const reports = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let turn: Promise<unknown> = Promise.resolve()
  const carryOut = async (order: Order): Promise<Sent> => {
    child.stdin.write(`${JSON.stringify(order)}\n`)
    const { value, done } = await reports.next()
    if (done) throw new Error('the process of the libraries has ended')
    const report = JSON.parse(value) as Report
    if ('error' in report) throw new Error(report.error)
    return report.sent
  }
  return {
    send: (sender, sending) => {
      const sent = turn.then(() => carryOut({ sender, sending }))
      turn = sent.catch(() => undefined)
      return sent
    },
    close: async () => {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

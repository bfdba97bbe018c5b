import { createInterface } from 'node:readline'
import { LIBRARIES } from './libraries.ts'
import type { Sending, Sent } from './sending.ts'

/** A line of standard input: a message for the library `sender`. */
export type Order = { sender: string; sending: Sending }
/** A line of standard output, in the order of the orders. */
export type Report = { sent: Sent } | { error: string }

// Keeps the last response, because some libraries return nothing about it.
const { fetch } = globalThis
let answered: Response | undefined
globalThis.fetch = async (...request) => {
  answered = await fetch(...request)
  return answered
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await carryOut(JSON.parse(line) as Order)))
}

async function carryOut({ sender, sending }: Order): Promise<Report> {
  answered = undefined
  try {
    const sent = await LIBRARIES[sender]?.(sending)
    if (sent === undefined) return { error: `there is no sender ${sender}` }
    const seen = answered as Response | undefined
    return {
      sent: seen === undefined ? sent : { status: seen.status, headers: Object.fromEntries(seen.headers) },
    }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

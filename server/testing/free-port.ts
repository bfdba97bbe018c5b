import { createServer } from 'node:net'

/** Below the ports of outgoing connections: none of those can take the port while the server is down. */
const PORTS = { first: 20_000, count: 10_000 }

/** Finds a free port of 127.0.0.1. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

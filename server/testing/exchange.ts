import { connect } from 'node:net'

/**
 * Sends exactly these bytes to a port of this machine, or to a Unix socket. Returns everything that comes back until the other end closes.
 */
export function exchange(to: number | string, bytes: string | readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const pieces = typeof bytes === 'string' ? [bytes] : bytes
    const socket = typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to)
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece, 'latin1')
    })
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (received === '' && error.code !== 'ECONNRESET') reject(error)
      else resolve(received)
    })
    socket.on('close', () => resolve(received))
  })
}

/** Returns the status of each answer in the received text. */
export function statusesIn(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status))
}

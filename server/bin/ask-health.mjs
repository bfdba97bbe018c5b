// Plain JavaScript, because it runs without the bundles, and in a moment.
import { get } from 'node:http'

const MILLISECONDS = 4000
/** Addresses that stand for every address of this machine, each with one of them. */
const EVERY_ADDRESS = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

/** Returns the address at which the server that runs with these variables answers on this machine. */
export function findAddress({ PORT = '', HOST = '', AOI_LISTEN = '' }) {
  const first = AOI_LISTEN.split(',', 1)[0].trim()
  if (first.startsWith('unix:')) return { socketPath: first.slice('unix:'.length) }
  const [, bracketed, name = bracketed, number] = /^(?:\[(.*)\]|(.*)):(\d+)$/.exec(first) ?? []
  const host = name ?? (HOST === '' ? '127.0.0.1' : HOST)
  return {
    host: EVERY_ADDRESS.get(host) ?? host,
    port: Number(number ?? (PORT === '' ? 3000 : PORT)),
  }
}

/**
 * Asks the server that runs with these variables for its health. Returns a sentence unless it answers 200 within four
 * seconds.
 */
export async function askHealth(variables) {
  const address = findAddress(variables)
  const { socketPath, host, port } = address
  if (socketPath === undefined && (!Number.isInteger(port) || port < 1 || port > 65_535))
    return `PORT: must be from 1 to 65535 for --health, not ${variables.PORT}`
  const place = socketPath ?? `port ${port} of ${host}`
  try {
    const status = await readStatus({ ...address, path: '/api/health' })
    return status === 200 ? undefined : `the server on ${place} answers ${status}`
  } catch (error) {
    return `no server answers on ${place}: ${error.code ?? error.message}`
  }
}

/** Returns the status of the answer. */
function readStatus(place) {
  return new Promise((resolve, reject) => {
    const request = get({ ...place, timeout: MILLISECONDS }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('timeout', () => request.destroy(new Error(`nothing within ${MILLISECONDS / 1000} s`)))
    request.on('error', reject)
  })
}

// Plain JavaScript, because it runs without the bundles, and in a moment.
import { get } from 'node:http'

const MILLISECONDS = 4000
/** Addresses that stand for every address of this machine, each with one of them. */
const EVERY_ADDRESS = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

/** Returns the address at which the server that runs with these variables answers on this machine. */
export function findAddress({ PORT = '', HOST = '' }) {
  const host = HOST === '' ? '127.0.0.1' : HOST
  return { host: EVERY_ADDRESS.get(host) ?? host, port: PORT === '' ? 3000 : Number(PORT) }
}

/**
 * Asks the server that runs with these variables for its health. Returns a sentence unless it answers 200 within four
 * seconds.
 */
export async function askHealth(variables) {
  const { host, port } = findAddress(variables)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return `PORT: must be from 1 to 65535 for --health, not ${variables.PORT}`
  try {
    const status = await readStatus({ host, port, path: '/api/health' })
    return status === 200 ? undefined : `the server on port ${port} of ${host} answers ${status}`
  } catch (error) {
    return `no server answers on port ${port} of ${host}: ${error.code ?? error.message}`
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

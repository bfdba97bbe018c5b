const LOOPBACK_ADDRESS = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/**
 * Whether a request was made on this machine, for what is shown to its operator alone. Every address that it came
 * through must be loopback, and its Host as well: a page of another site can point its own name at 127.0.0.1, but
 * cannot make a browser send another Host.
 */
export function isLoopback(request: { addresses: readonly string[]; host: string | undefined }): boolean {
  return (
    request.addresses.length > 0 &&
    request.addresses.every((address) => LOOPBACK_ADDRESS.test(address)) &&
    LOOPBACK_HOST.test(request.host ?? '')
  )
}

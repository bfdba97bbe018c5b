import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Stands for an address that the door does not know. */
const UNKNOWN = 'unknown'
const NETWORK_BITS = 64
/** Ranges of IPv6 addresses whose last 32 bits are an IPv4 address: mapped, and translated (RFC 6052, RFC 6145). */
const HOLDS_IPV4 = ['ipv4Mapped', 'rfc6052', 'rfc6145']

export type Caller = {
  /** For people: without port and zone, and an IPv4-mapped address as IPv4. */
  address: string
  /** The unit of every limit by address: an IPv4 address, or an IPv6 network of 64 bits. */
  limitKey: string
}

/** The route of a request, as far as a door knows it. */
export type Route = {
  /** The whole `X-Forwarded-For`. Trusted proxies wrote its last entries. */
  forwarded: string | undefined
  /** The other end of the socket, which the caller cannot forge. Next does not provide it. */
  neighbour: string | undefined
}

/**
 * Returns the caller of a request: the address that the outermost trusted proxy saw. If that entry is not an address,
 * the next nearer one counts, so that a caller cannot choose its own key.
 */
export function callerOf({ forwarded, neighbour }: Route, trustedProxies: number): Caller {
  const entries = (forwarded ?? '').split(',').filter((entry) => entry.trim() !== '')
  if (neighbour !== undefined && neighbour !== '') entries.push(neighbour)
  const first = Math.max(0, entries.length - 1 - trustedProxies)
  for (const entry of entries.slice(first)) {
    const address = readAddress(entry)
    if (address !== undefined) return { address, limitKey: limitKeyOf(address) }
  }
  return { address: UNKNOWN, limitKey: UNKNOWN }
}

/**
 * Returns the canonical address in an entry of `X-Forwarded-For` or of a socket. It removes port and zone from
 * `203.0.113.8:4711`, `[2001:db8::1]:4711` and `fe80::1%eth0`. Returns `undefined` if there is no address.
 */
export function readAddress(entry: string): string | undefined {
  const text = stripZone(stripPort(entry.trim().replace(/^"(.*)"$/, '$1')))
  if (isIPv4(text)) return text
  if (!isIPv6(text)) return undefined
  const address = ipaddr.IPv6.parse(text)
  return HOLDS_IPV4.includes(address.range()) ? lastIpv4(address) : address.toString()
}

function stripPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)
  if (bracketed?.[1] !== undefined) return bracketed[1]
  const [, host] = /^([\d.]+):\d{1,5}$/.exec(text) ?? []
  return host ?? text
}

function stripZone(text: string): string {
  return text.replace(/%.*$/, '')
}

function lastIpv4(address: ipaddr.IPv6): string {
  return new ipaddr.IPv4(address.toByteArray().slice(-4)).toString()
}

function limitKeyOf(address: string): string {
  if (isIPv4(address)) return address
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address}/${NETWORK_BITS}`)
  return `${network.toString()}/${NETWORK_BITS}`
}

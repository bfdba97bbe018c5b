import ipaddr from 'ipaddr.js'

/** All addresses that are routed in the Internet are in this network (RFC 4291, section 2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')
/** IPv6 addresses of IPv4 hosts behind a translator: the last 32 bits are the address (RFC 6052). */
const TRANSLATED = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** Public by its number, but every virtual machine of Azure reaches its own host there. */
const METADATA = ['168.63.129.16']

/**
 * Returns whether anybody in the Internet may be behind the address. Only a positive list counts as public: everything
 * private, local, reserved or for documentation is not. A mapped or translated IPv4 address counts as that address.
 * `address` is the text of a resolver or socket, perhaps with a zone.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv4) return isPublicIpv4(parsed)
  if (parsed.zoneId !== undefined) return false
  if (parsed.isIPv4MappedAddress()) return isPublicIpv4(parsed.toIPv4Address())
  if (parsed.match(TRANSLATED)) return isPublicIpv4(new ipaddr.IPv4(parsed.toByteArray().slice(-4)))
  return parsed.range() === 'unicast' && parsed.match(GLOBAL_UNICAST)
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !METADATA.includes(address.toString())
}

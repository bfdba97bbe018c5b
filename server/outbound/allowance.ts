import ipaddr from 'ipaddr.js'

/** A host name in lower case, without a port. */
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/

/** The private targets that requests may go to, read from `AOI_OUTBOUND_ALLOW`. */
export type Allowance = Readonly<{
  /** Requests to these names may go to any address. */
  names: ReadonlySet<string>
  networks: readonly (readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number])[]
}>

/** Returns whether the text is a host name, an IP address or a network such as `10.0.0.0/8`. */
export function isAllowanceItem(item: string): boolean {
  return readNetwork(item) !== undefined || isName(item)
}

/** Reads the items of `AOI_OUTBOUND_ALLOW`, which `isAllowanceItem` has checked. */
export function readAllowance(items: readonly string[]): Allowance {
  return {
    names: new Set(items.filter((item) => readNetwork(item) === undefined)),
    networks: items.flatMap((item) => {
      const network = readNetwork(item)
      return network === undefined ? [] : [network]
    }),
  }
}

/** Returns whether the allowance has the address, or the IPv4 address that is mapped in it. */
export function isAllowedAddress({ networks }: Allowance, address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits))
}

/** The last label is no number: otherwise a mistyped address would count as a name. */
function isName(item: string): boolean {
  return NAME.test(item) && !/(?:^|\.)\d+$/.test(item)
}

function readNetwork(item: string): Allowance['networks'][number] | undefined {
  const text = item.replace(/^\[(.*)\]$/, '$1')
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text))
    return ipaddr.parseCIDR(text)
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

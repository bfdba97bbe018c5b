import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { LIMITS } from '#protocol'
import { Turns } from '#server/core/turns.ts'
import { type Allowance, isAllowedAddress } from './allowance.ts'
import { isPublicAddress } from './public-address.ts'

/** Resolves a name to all its addresses, as the system does. */
export type FindAddresses = (hostname: string) => Promise<readonly LookupAddress[]>

/** No address of the host may be connected to. */
export class AddressRefused extends Error {
  readonly code = 'AOI_REFUSED_ADDRESS'

  constructor() {
    super('the host has only private or local addresses, and AOI_OUTBOUND_ALLOW names none of them')
  }
}

/**
 * Resolves host names for new connections, and passes on only addresses that may be connected to. The socket connects
 * to an address that passed: no second lookup happens, so another answer of the DNS cannot lead it elsewhere.
 */
export class CheckedLookup {
  readonly #allowance: Allowance
  readonly #findAddresses: FindAddresses
  /** The system resolves names in the thread pool of the process, which must keep threads for other work. */
  readonly #turns = new Turns({
    atOnce: LIMITS.outboundLookupsAtOnce,
    waiting: LIMITS.outboundRequestsAtOnce,
  })

  constructor(allowance: Allowance, findAddresses: FindAddresses = findBySystem) {
    this.#allowance = allowance
    this.#findAddresses = findAddresses
  }

  /** Returns whether a host that is an address may be connected to. No lookup happens for such a host. */
  isRefused(host: string): boolean {
    return isIP(host) !== 0 && !this.#isPermitted(host)
  }

  /** For the sockets of Node. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#find(hostname, familyOf(options.family)).then(
      (addresses) => {
        const [first] = addresses
        if (options.all === true) callback(null, [...addresses])
        else callback(null, first?.address ?? '', first?.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    )
  }

  async #find(hostname: string, family: number): Promise<readonly LookupAddress[]> {
    const found = await this.#turns.run(() => this.#findAddresses(hostname))
    const isNamed = this.#allowance.names.has(hostname.toLowerCase().replace(/\.$/, ''))
    const permitted = found.filter(({ address }) => isNamed || this.#isPermitted(address))
    if (permitted.length === 0) throw new AddressRefused()
    return family === 0 ? permitted : permitted.filter((address) => address.family === family)
  }

  #isPermitted(address: string): boolean {
    return isPublicAddress(address) || isAllowedAddress(this.#allowance, address)
  }
}

function familyOf(family: number | 'IPv4' | 'IPv6' | undefined): number {
  if (family === 'IPv4') return 4
  return family === 'IPv6' ? 6 : (family ?? 0)
}

function findBySystem(hostname: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true, verbatim: true }, (error, addresses) =>
      error === null ? resolve(addresses) : reject(error),
    )
  })
}

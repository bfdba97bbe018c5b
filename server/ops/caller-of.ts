/** Stands for an address that the door does not tell. */
export const UNKNOWN_CALLER = 'unknown'

/**
 * The caller as limits count it: the address that the outermost trusted proxy saw. `addresses` are those that a request
 * came through, the nearest last.
 */
export function callerOf(addresses: readonly string[], trustedProxies: number): string {
  const known = addresses.filter((address) => address !== UNKNOWN_CALLER)
  return known[Math.max(0, known.length - 1 - trustedProxies)] ?? UNKNOWN_CALLER
}

import { hash } from 'node:crypto'

const MASK = 0x7fff_ffff

/**
 * Returns the number by which the log is indexed for an ApplicationName. It is 31 bits of the name's SHA-256, so that
 * an entry of the index is small. Two names may share a number, so a query by it compares the name as well.
 */
export function applicationKey(applicationName: string): number {
  return hash('sha256', applicationName, 'buffer').readInt32BE(0) & MASK
}

import { createHash } from 'node:crypto'

const MASK = 0x7fff_ffff

/**
 * The number by which the log is indexed for an ApplicationName: 31 bits of its SHA-256, so that an entry of the index is
 * small. Two names may share a number, so a query by it compares the name as well.
 */
export function applicationKey(applicationName: string): number {
  return createHash('sha256').update(applicationName).digest().readInt32BE(0) & MASK
}

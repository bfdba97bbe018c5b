import { crc32 } from 'node:zlib'

/** Records as lines: a CRC-32 in hex, a space, JSON. */
export function encodeLines(records: readonly unknown[]): string {
  return records.map((record) => encodeLine(JSON.stringify(record))).join('')
}

/** The records up to the first line that is not whole, and how many bytes they take. */
export function decodeLines(content: Buffer): { records: unknown[]; wholeBytes: number } {
  const records: unknown[] = []
  let wholeBytes = 0
  for (;;) {
    const end = content.indexOf(0x0a, wholeBytes)
    if (end === -1) return { records, wholeBytes }
    const line = content.toString('utf8', wholeBytes, end)
    const json = line.slice(9)
    if (encodeLine(json) !== `${line}\n`) return { records, wholeBytes }
    records.push(JSON.parse(json))
    wholeBytes = end + 1
  }
}

function encodeLine(json: string): string {
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`
}

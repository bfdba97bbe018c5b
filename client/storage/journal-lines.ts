import { crc32 } from 'node:zlib'

const NEWLINE = 0x0a

export type DecodedLines = {
  /** Oldest first. */
  records: unknown[]
  /** Bytes up to the end of the last whole line. */
  wholeBytes: number
  /** Damaged lines before a whole one: the line number from 1, and the index of the next record. */
  damaged: { line: number; at: number }[]
}

/** Records as lines: a CRC-32 in hex, a space, JSON. */
export function encodeLines(records: readonly unknown[]): string {
  return records.map((record) => encodeLine(JSON.stringify(record))).join('')
}

/** Reads every whole line. A damaged line loses only its own record; a torn end does not count as damage. */
export function decodeLines(content: Buffer): DecodedLines {
  const decoded: DecodedLines = { records: [], wholeBytes: 0, damaged: [] }
  let unreadable: number[] = []
  let start = 0
  for (let number = 1; ; number += 1) {
    const end = content.indexOf(NEWLINE, start)
    if (end === -1) return decoded
    const record = decodeLine(content.toString('utf8', start, end))
    start = end + 1
    if (record === undefined) unreadable.push(number)
    else {
      decoded.damaged.push(...unreadable.map((line) => ({ line, at: decoded.records.length })))
      unreadable = []
      decoded.records.push(record.value)
      decoded.wholeBytes = start
    }
  }
}

function decodeLine(line: string): { value: unknown } | undefined {
  const json = line.slice(9)
  return encodeLine(json) === `${line}\n` ? { value: JSON.parse(json) } : undefined
}

function encodeLine(json: string): string {
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`
}

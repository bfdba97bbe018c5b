import { readdirSync, readFileSync } from 'node:fs'

/** Units of `/proc`: the kernel reports time in hundredths of a second, and memory in pages. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096
const UTIME = 11
const RSS = 21

/** Returns the seconds of CPU that the process and its living children have used, in user and kernel mode. */
export function cpuSeconds(processId: number): number {
  return sumOf(processId, (fields) => Number(fields[UTIME]) + Number(fields[UTIME + 1])) / TICKS_PER_SECOND
}

/** Returns the bytes that the process and its living children hold in memory (RSS). */
export function residentBytes(processId: number): number {
  return sumOf(processId, (fields) => Number(fields[RSS])) * PAGE_BYTES
}

function sumOf(processId: number, amountOf: (fields: readonly string[]) => number): number {
  return familyOf(processId).reduce((sum, id) => sum + amountOf(readStat(id)), 0)
}

/** Lists the process and its descendants: nginx and PostgreSQL work in children. */
function familyOf(processId: number): number[] {
  const children = new Map<number, number[]>()
  for (const id of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = Number(readStat(id)[1])
    children.set(parent, [...(children.get(parent) ?? []), id])
  }
  const family = [processId]
  for (const id of family) family.push(...(children.get(id) ?? []))
  return family
}

/** Returns the fields after the name of the program: state, parent, … Returns none when the process is gone. */
function readStat(processId: number): string[] {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

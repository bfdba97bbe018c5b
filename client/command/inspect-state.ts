import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applyAfterDamage, findLoss } from '../journal/journal-loss.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import { journalRecordSchema } from '../journal/journal-record.ts'
import type { JournalState } from '../journal/journal-state.ts'
import { applyRecord, emptyJournalState } from '../journal/journal-state.ts'
import type { DecodedLines } from '../storage/journal-lines.ts'
import { decodeLines } from '../storage/journal-lines.ts'

export type Problem = {
  problem: string
  next: string
  /** The AOI Client stops at it. */
  isFatal: boolean
}

/** The contents of a state directory, without its secrets. */
export type StateReport = {
  directory: string
  serverUrl?: string | undefined
  serverId?: string | undefined
  aoiClientId?: string | undefined
  registrations: number
  /** Notifications that no handler has had yet. */
  waiting: number
  parked: number
  lines: number
  problems: Problem[]
}

/** Reads a state directory without taking its lock. Never rejects: a directory that cannot be read is a problem. */
export async function inspectState(directory: string): Promise<StateReport> {
  const empty = { directory, registrations: 0, waiting: 0, parked: 0, lines: 0 }
  let content: Buffer
  try {
    content = await readFile(join(directory, 'journal'))
  } catch (error) {
    const problem = `the journal cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return { ...empty, problems: [{ problem, next: 'pass the directory that --state names', isFatal: true }] }
  }
  const decoded = decodeLines(content)
  const parsed = decoded.records.map((record) => journalRecordSchema.safeParse(record))
  const records = parsed.flatMap((one) => (one.success ? [one.data] : []))
  const state = replay(records, decoded)
  const unknown = parsed.length - records.length
  return {
    ...empty,
    ...summarise(state),
    lines: decoded.records.length,
    problems: [
      ...findDamage(state, { records, decoded }),
      ...(unknown > 0 ? [unknownRecords(unknown)] : []),
      ...findTear(content, decoded),
    ],
  }
}

function replay(records: readonly JournalRecord[], { damaged: [first] }: DecodedLines): JournalState {
  const state = emptyJournalState()
  records.forEach((record, index) => {
    if (first === undefined || index < first.at) applyRecord(state, record)
    else applyAfterDamage(state, record)
  })
  return state
}

function summarise({ credential, tokens }: JournalState) {
  const held = [...tokens.values()].flatMap((token) => [...token.held.values()])
  return {
    ...(credential && { serverUrl: credential.serverUrl, aoiClientId: credential.aoiClientId }),
    ...(credential?.serverId !== undefined && { serverId: credential.serverId }),
    registrations: tokens.size,
    waiting: held.filter(({ waiting }) => waiting.size > 0).length,
    parked: held.filter(({ parked }) => parked.size > 0).length,
  }
}

function findDamage(
  state: JournalState,
  { records, decoded }: { records: readonly JournalRecord[]; decoded: DecodedLines },
): Problem[] {
  const { damaged } = decoded
  if (damaged.length === 0) return []
  const lines = damaged.map(({ line }) => line).join(', ')
  const loss = findLoss(state, records)
  if (loss === undefined) {
    const next = 'start the AOI Client: it continues without these lines, and keeps them in journal.damaged'
    return [{ problem: `damaged lines: ${lines}`, next, isFatal: false }]
  }
  const next = 'restore the directory from a backup, or use an empty one to register again'
  return [{ problem: `damaged lines: ${lines}; ${loss} is lost`, next, isFatal: true }]
}

function unknownRecords(count: number): Problem {
  const problem = `${count} records belong to another version of the AOI Client`
  return { problem, next: 'use the version that wrote them, or a later version', isFatal: true }
}

function findTear(content: Buffer, { wholeBytes }: DecodedLines): Problem[] {
  const bytes = content.byteLength - wholeBytes
  if (bytes === 0) return []
  const next = 'start the AOI Client: it removes them; nothing in them was acknowledged'
  return [{ problem: `the last ${bytes} bytes are incomplete`, next, isFatal: false }]
}

import type { Scene } from './costs.ts'
import type { Filler } from './fill.ts'

/** The rows that a measurement can query, apart from the store. */
export type Scenery = Omit<Scene, 'store' | 'now' | 'cursors'>

/** One thing that grows while the others stay small. */
export type Axis = {
  name: string
  /** The number of these things after each step. */
  steps: readonly number[]
  quickSteps: number
  /** Adds those numbered `from` to `to`. Returns the rows that can be queried now. */
  grow(filler: Filler, input: { from: number; to: number }): Promise<Scenery>
  /** Names the rows of one such thing, for the report of its size on disk. */
  rows: string
}

const FEW = 10_000
/** Entries of each log that is acknowledged, so that every member has pending entries. */
const LOG = 1000

/** Tokens with one member each. */
const tokens: Axis = {
  name: 'tokens',
  rows: 'a token with its member, the member’s AOI Client and one notification',
  steps: [100, 1000, 10_000, 100_000, 1_000_000],
  quickSteps: 4,
  grow: async (filler, { from, to }) => {
    await filler.addAoiClients(from, to)
    await filler.addTokens(from, to, { headSeq: LOG, members: 1 })
    await filler.addRegistrations(from, to, { client: 'i', token: 'i', ackedSeq: 0 })
    await filler.addNotifications(from, to, { token: 'i', seq: '1', recipients: 1 })
    return {
      tokens: to,
      registrations: to,
      tokenOf: (id) => id,
      notifications: to,
      clients: to,
      recipientOf: (i) => i,
    }
  },
}

/** Members of one token, which has a log of its own. */
const members: Axis = {
  name: 'members of one token',
  rows: 'a member and its AOI Client',
  steps: [1, 10, 100, 1000, 10_000, 100_000, 1_000_000],
  quickSteps: 6,
  grow: async (filler, { from, to }) => {
    if (from === 1) {
      await filler.addTokens(1, 1, { headSeq: LOG, members: 0 })
      await filler.addNotifications(1, LOG, { token: '1', seq: 'i', recipients: 0 })
    }
    await filler.addAoiClients(from, to)
    await filler.addRegistrations(from, to, { client: 'i', token: '1', ackedSeq: 0 })
    await filler.execute(
      `UPDATE "ClientAppToken" SET "memberCount" = ${to}; UPDATE "Notification" SET "recipients" = ${to}`,
    )
    return {
      tokens: 1,
      registrations: to,
      tokenOf: () => 1,
      notifications: LOG,
      clients: to,
      recipientOf: () => 1 + Math.floor(Math.random() * to),
    }
  },
}

const LOG_TOKENS = 1000

/** Rows of the log, spread over a thousand tokens. */
const log: Axis = {
  name: 'rows of the log',
  rows: 'a notification of 230 bytes',
  steps: [FEW, 100_000, 1_000_000, 10_000_000],
  quickSteps: 3,
  grow: async (filler, { from, to }) => {
    if (from === 1) {
      await filler.addAoiClients(1, LOG_TOKENS)
      await filler.addTokens(1, LOG_TOKENS, { headSeq: LOG, members: 1 })
      await filler.addRegistrations(1, LOG_TOKENS, { client: 'i', token: 'i', ackedSeq: 0 })
    }
    // Earlier measurements have appended entries: the new seqs lie above theirs.
    const seq = `(i - 1) / ${LOG_TOKENS} + 1 + CASE WHEN i > ${FEW} THEN 1000000 ELSE 0 END`
    await filler.addNotifications(from, to, { token: `1 + (i - 1) % ${LOG_TOKENS}`, seq, recipients: 1 })
    return {
      tokens: LOG_TOKENS,
      registrations: LOG_TOKENS,
      tokenOf: (id) => id,
      notifications: to,
      recipientOf: (i) => 1 + ((i - 1) % LOG_TOKENS),
      clients: LOG_TOKENS,
    }
  },
}

export const AXES: readonly Axis[] = [tokens, members, log]

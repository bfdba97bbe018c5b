import { LIMITS } from '../protocol/limits.ts'
import { printTable, thousands } from './kit/table.ts'
import { type Measured, measureRealNodes } from './scaling/real-nodes.ts'

/**
 * One notification to a token with `members` members spread over `nodes` nodes. Each acknowledges within `ackSeconds`.
 */
type Case = { members: number; nodes: number; ackSeconds: number }
type Traffic = { nodesReached: number; cursorTransactions: number }

const CASES: readonly Case[] = [
  { members: 10, nodes: 10, ackSeconds: 1 },
  { members: 1000, nodes: 10, ackSeconds: 1 },
  { members: 1000, nodes: 1000, ackSeconds: 1 },
  { members: 100_000, nodes: 1000, ackSeconds: 10 },
  { members: 10_000_000, nodes: 10_000, ackSeconds: 60 },
]
const ROUNDS = 3

/** Places every member at random and counts. The results must match the formulas of docs/scaling.md. */
function simulate({ members, nodes, ackSeconds }: Case): Traffic {
  const windows = windowsIn(ackSeconds)
  const reached = new Uint8Array(nodes)
  const flushed = new Uint8Array(nodes * windows)
  for (let member = 0; member < members; member += 1) {
    const node = Math.floor(Math.random() * nodes)
    reached[node] = 1
    flushed[node * windows + Math.floor(Math.random() * windows)] = 1
  }
  return { nodesReached: count(reached), cursorTransactions: count(flushed) }
}

function predict({ members, nodes, ackSeconds }: Case): Traffic {
  const windows = windowsIn(ackSeconds)
  return { nodesReached: occupied(members, nodes), cursorTransactions: occupied(members, nodes * windows) }
}

/** Returns how many of `places` are taken when `things` are thrown into them at random. */
function occupied(things: number, places: number): number {
  return places * -Math.expm1(things * Math.log1p(-1 / places))
}

/** Returns the number of flush windows. A node writes all cursors that moved within one window in one transaction. */
function windowsIn(seconds: number): number {
  return Math.ceil((seconds * 1000) / LIMITS.cursorFlushMilliseconds)
}

function count(places: Uint8Array): number {
  return places.reduce((sum, taken) => sum + taken, 0)
}

function compare(simulated: number, predicted: number): string {
  return `${thousands(simulated)} / ${thousands(predicted)} (${((simulated / predicted) * 100).toFixed(1)} %)`
}

const rows = CASES.map((one) => {
  const rounds = Array.from({ length: ROUNDS }, () => simulate(one))
  const mean = (pick: (traffic: Traffic) => number) =>
    rounds.reduce((sum, traffic) => sum + pick(traffic), 0) / ROUNDS
  const predicted = predict(one)
  return [
    `${thousands(one.members)} on ${thousands(one.nodes)}, ${one.ackSeconds} s`,
    compare(
      mean(({ nodesReached }) => nodesReached),
      predicted.nodesReached,
    ),
    compare(
      mean(({ cursorTransactions }) => cursorTransactions),
      predicted.cursorTransactions,
    ),
  ]
})
printTable(
  ['members on nodes, acked within', 'nodes reached: simulated / formula', 'cursor transactions'],
  rows,
)

const { aSecond, aNotification } = await measureRealNodes()
const row = (what: string, { published, bytesOut, cursorTransactions, polls }: Measured) => [
  what,
  ...[published, bytesOut, cursorTransactions, polls].map((each) => each.toFixed(1)),
]
printTable(
  ['three nodes, 60 members of one token', 'published', 'bytes out of Redis', 'cursor transactions', 'polls'],
  [row('a second at rest', aSecond), row('a notification, in 0.2 s', aNotification)],
)
process.exit(0)

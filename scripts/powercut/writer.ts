import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import type { Store } from '#server/core/store.ts'
import { openStore } from '#server/db/open-store.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import type { WriterReport } from './writer-report.ts'

const TOKEN = 'g1powercut'
const STANDARD_OUTPUT = 1

/**
 * The traced process: `writer.ts DATA_DIRECTORY ROUNDS FIRST_PROJECT NEXT_PROJECT`. It prints each report as soon as
 * the store has confirmed it. Half-way it starts again with the migrations of the next project.
 */
const [dataDirectory = '', rounds = '100', ...projects] = process.argv.slice(2)
for (const [half, projectDirectory] of projects.entries()) {
  const store = await openStore({ dataDirectory, projectDirectory, clock: systemClock })
  say({ says: 'opened', epoch: store.epoch, project: projectDirectory })
  await work(store, { half, rounds: Number(rounds) / projects.length })
  await store.close()
}

/** Writes synchronously, so that the report has its true place in the trace. */
function say(report: WriterReport): void {
  writeSync(STANDARD_OUTPUT, `${JSON.stringify(report)}\n`)
}

async function work(store: Store, { half, rounds }: { half: number; rounds: number }): Promise<void> {
  const aoiClientId = `ac_${half}`
  await store.createAoiClient({ id: aoiClientId, secretHash: '', createdAt: Date.now() })
  const registration = {
    kind: 'shared',
    applicationName: 'powercut',
    tokenScope: '',
    at: Date.now(),
  } as const
  const member = await store.register({ ...registration, aoiClientId, clientAppToken: TOKEN })
  const { registrationId, tokenId } = member
  say({ says: 'registered', registrationId })
  let ackedSeq = member.ackedSeq
  for (let round = 0; round < rounds; round += 1) {
    const headSeq = await append(store, 1 + (round % 16))
    if (round % 3 !== 2) continue
    await store.moveCursors([
      {
        registrationId,
        tokenId,
        sessionNumber: 0,
        fromSeq: ackedSeq,
        toSeq: headSeq,
        gaps: [],
        at: Date.now(),
      },
    ])
    ackedSeq = headSeq
    say({ says: 'acked', registrationId, ackedSeq })
  }
}

/** Appends one group commit. Returns the head. */
async function append(store: Store, size: number): Promise<number> {
  const group = randomUUID()
  const notifications = Array.from({ length: size }, (_, index) => ({
    id: `${group} ${size} ${index}`,
    clientAppToken: TOKEN,
    payload: JSON.stringify('x'.repeat((index * 977) % 4000)),
    ttlSeconds: 86_400,
    urgency: 'normal' as const,
  }))
  const [outcome] = await store.append([
    { serverApplicationId: 'powercut', grants: ['powercut'], acceptedAt: Date.now(), notifications },
  ])
  if (outcome?.kind !== 'appended') throw new Error('the group was not appended')
  for (const entry of outcome.entries) say({ says: 'appended', id: entry.id, seq: entry.seq })
  return outcome.entries.at(-1)?.seq ?? 0
}

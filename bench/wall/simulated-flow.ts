import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { SIMULATION_APPLICATION } from '../../server/core/simulations/simulation-application.ts'
import type { CursorMove } from '../../server/core/store.ts'
import { openStore } from '../../server/db/open-store.ts'
import { systemClock } from '../../server/ops/system-clock.ts'
import type { Services } from '../../server/services.ts'

const STEP_MILLISECONDS = 20
/** Members acknowledge in this many groups, within this time. */
const ACK_GROUPS = 10
const ACK_MILLISECONDS = 1500

/** `cpuSeconds`: CPU of this process while it sent. */
export type FlowResult = { accepted: number; cpuSeconds: number }

type Token = { clientAppToken: string; tokenId: number; registrationIds: number[] }

/** Makes tokens with `members` simulated members each, in a new database. */
export async function fillTokens(
  dataDirectory: string,
  { tokens, members }: { tokens: number; members: number },
): Promise<Token[]> {
  const { simulated, close } = await openStore({ dataDirectory, clock: systemClock })
  const made: Token[] = []
  while (made.length < tokens) {
    const clientAppToken = `g1${randomBytes(32).toString('base64url')}`
    const clients = Array.from({ length: members }, (_, place) => ({
      ...{ id: `ac_${randomBytes(16).toString('base64url')}`, name: `Simulated ${place}` },
    }))
    const added = await simulated.addMembers({
      ...{ clientAppToken, applicationName: SIMULATION_APPLICATION, clients, at: Date.now() },
    })
    const registrationIds = added.members.map(({ registrationId }) => registrationId)
    made.push({ clientAppToken, tokenId: added.tokenId, registrationIds })
  }
  await close()
  return made
}

/** Notifications for simulated members of many tokens, and their acks. */
export class SimulatedFlow {
  readonly #services: Services
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(services: Services, tokens: readonly Token[]) {
    this.#services = services
    this.#tokens = tokens
  }

  /**
   * Sends for a time, in turn to all tokens, and lets the members acknowledge. The acks are announced as durable ones are,
   * and not written: the bench measures the wall.
   */
  async run({ seconds, perSecond }: { seconds: number; perSecond: number }): Promise<FlowResult> {
    const began = process.cpuUsage()
    const startedAt = performance.now()
    const sent: Promise<boolean>[] = []
    for (let count = 0; performance.now() - startedAt < seconds * 1000; ) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond)
      for (; count < due; count += 1) sent.push(this.#sendOne())
      await sleep(STEP_MILLISECONDS)
    }
    const { user, system } = process.cpuUsage(began)
    const accepted = (await Promise.all(sent)).filter(Boolean).length
    return { accepted, cpuSeconds: (user + system) / 1_000_000 }
  }

  /** Returns false if the server refused it: on a slow disk, too many may wait. */
  async #sendOne(): Promise<boolean> {
    const token = this.#tokens[this.#next % this.#tokens.length]
    this.#next += 1
    if (token === undefined) return false
    const { clientAppToken, tokenId } = token
    const submitted = this.#services.context.submissions.submit({
      ...{
        serverApplicationId: `simulation ${tokenId}`,
        grants: [SIMULATION_APPLICATION],
        acceptedAt: Date.now(),
      },
      notifications: [{ id: uuidv7(), clientAppToken, payload: '{}', urgency: 'normal', ttlSeconds: 3600 }],
    })
    const outcome = await submitted.catch(() => undefined)
    const result = outcome?.kind === 'appended' ? outcome.results[0] : undefined
    if (result?.outcome !== 'accepted') return false
    this.#acknowledge(token, result.seq)
    return true
  }

  #acknowledge({ tokenId, registrationIds }: Token, seq: number): void {
    const size = Math.ceil(registrationIds.length / ACK_GROUPS)
    for (let group = 0; group < ACK_GROUPS; group += 1) {
      const ids = registrationIds.slice(group * size, (group + 1) * size)
      setTimeout(() => this.#announce(ids, { tokenId, seq }), (ACK_MILLISECONDS * (group + 1)) / ACK_GROUPS)
    }
  }

  #announce(ids: readonly number[], { tokenId, seq }: { tokenId: number; seq: number }): void {
    const at = Date.now()
    const moves = ids.map(
      (registrationId): CursorMove => ({
        ...{ registrationId, tokenId, sessionNumber: 1, fromSeq: seq - 1, toSeq: seq, gaps: [], at },
      }),
    )
    this.#services.announcer.announce({ kind: 'acked', moves })
  }
}

import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { LIMITS } from '#protocol'
import { countOf } from '#protocol/count-of.ts'
import type {
  Simulations as Listed,
  SimulationPlan,
  SimulationStarted,
} from '#protocol/dashboard/simulations.ts'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import type { SubmissionQueue } from '../notifications/submission-queue.ts'
import type { Pacer } from '../pacer.ts'
import type { Reach } from '../presence.ts'
import type { CursorMove, Store } from '../store.ts'
import { Simulation } from './simulation.ts'
import { SIMULATION_APPLICATION } from './simulation-application.ts'
import type { SimulatedMember, SimulationStore } from './simulation-store.ts'

const PAYLOAD = JSON.stringify({ text: 'A simulated notification' })
/** The Server Application of simulated notifications; real ones have UUIDs. */
const SENDER = 'simulation'

type Parts = {
  store: Pick<Store, 'recordAudit'>
  simulated: SimulationStore
  submissions: SubmissionQueue
  clock: Clock
  pacer: Pacer
  announce: (announcement: Announcement) => void
  makeToken: () => Promise<string>
  /** Called before anything is sent to the token. */
  onSimulated: (tokenId: number) => void
  /** Moves a cursor in the hub. */
  acknowledge: (move: CursorMove) => void
}

/**
 * Makes simulated recipients, moves their cursors through the real code, and removes them. One simulation at a time.
 */
export class Simulations {
  readonly #parts: Parts
  #running: { tokenId: number; simulation: Simulation } | undefined
  #busy = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Returns `undefined` unless the AOI Client belongs to the latest simulation since the server started. */
  reachOf(aoiClientId: string): Reach | undefined {
    return this.#running?.simulation.reachOf(aoiClientId)
  }

  /**
   * Makes the recipients and sends them a notification. Throws `unavailable` while another simulation is made or
   * removed.
   */
  start(plan: SimulationPlan, { actor }: { actor: string }): Promise<SimulationStarted> {
    return this.#alone(async () => {
      this.#running?.simulation.stop()
      const clientAppToken = await this.#parts.makeToken()
      const { tokenId, members } = await this.#makeMembers(plan.recipients, clientAppToken)
      this.#parts.onSimulated(tokenId)
      const { notificationId, seq } = await this.#send(clientAppToken)
      const { clock, pacer, acknowledge } = this.#parts
      const simulation = await Simulation.start({
        ...{ clock, turn: pacer.turn, tokenId, seq, members, plan, random: Math.random, acknowledge },
      })
      this.#running = { tokenId, simulation }
      await this.#record({
        actor,
        action: 'simulation.start',
        tokenId,
        detail: countOf(plan.recipients, 'recipient'),
      })
      return { simulationId: String(tokenId), notificationId, recipients: members.length }
    })
  }

  async list(): Promise<Listed> {
    const tokens = await this.#parts.simulated.listTokens(SIMULATION_APPLICATION)
    return {
      simulations: tokens.map(({ tokenId, members, createdAt }) => ({
        ...{
          simulationId: String(tokenId),
          recipients: members,
          createdAt: new Date(createdAt).toISOString(),
        },
        running: this.#running?.tokenId === tokenId && this.#running.simulation.isRunning,
      })),
    }
  }

  /** Removes all rows of a simulation in small steps. Throws `notFound`. */
  remove({ tokenId, actor }: { tokenId: number; actor: string }): Promise<void> {
    return this.#alone(async () => {
      if (this.#running?.tokenId === tokenId) {
        this.#running.simulation.stop()
        this.#running = undefined
      }
      const step = { tokenId, applicationName: SIMULATION_APPLICATION, rows: LIMITS.simulationStepRecipients }
      let removed = 0
      const { pacer, simulated } = this.#parts
      for (let last = 1; last > 0; removed += last) last = await pacer.turn(() => simulated.removeStep(step))
      if (removed === 0) throw new AoiError('notFound', 'id: no simulation has this id')
      this.#parts.announce({ kind: 'cancelled', tokenId })
      await this.#record({ actor, action: 'simulation.remove', tokenId })
    })
  }

  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#busy)
      throw new AoiError('unavailable', 'another simulation is being created or removed: try again', 5)
    this.#busy = true
    try {
      return await work()
    } finally {
      this.#busy = false
    }
  }

  async #makeMembers(
    recipients: number,
    clientAppToken: string,
  ): Promise<{ tokenId: number; members: SimulatedMember[] }> {
    const members: SimulatedMember[] = []
    let tokenId = 0
    while (members.length < recipients) {
      const count = Math.min(LIMITS.simulationStepRecipients, recipients - members.length)
      const { clock, pacer, simulated } = this.#parts
      const added = await pacer.turn(() => {
        const clients = Array.from({ length: count }, (_, place) => ({
          id: `ac_${randomBytes(16).toString('base64url')}`,
          name: `Simulated ${members.length + place + 1}`,
        }))
        const at = clock.now()
        return simulated.addMembers({
          ...{ clientAppToken, applicationName: SIMULATION_APPLICATION, clients, at },
        })
      })
      tokenId = added.tokenId
      for (const member of added.members) members.push(member)
    }
    return { tokenId, members }
  }

  async #send(clientAppToken: string): Promise<{ notificationId: string; seq: number }> {
    const outcome = await this.#parts.submissions.submit({
      serverApplicationId: SENDER,
      grants: [SIMULATION_APPLICATION],
      acceptedAt: this.#parts.clock.now(),
      notifications: [
        {
          ...{ id: uuidv7(), clientAppToken, payload: PAYLOAD, urgency: 'normal' },
          ttlSeconds: LIMITS.ttlSecondsDefault,
        },
      ],
    })
    const result = outcome.kind === 'keyReused' ? undefined : outcome.results[0]
    if (result?.outcome !== 'accepted')
      throw new AoiError('unavailable', 'the notification of the simulation was not accepted', 1)
    return result
  }

  async #record(act: { actor: string; action: string; tokenId: number; detail?: string }): Promise<void> {
    const { tokenId, ...event } = act
    await this.#parts.store.recordAudit({ ...event, subject: String(tokenId), at: this.#parts.clock.now() })
  }
}

import { z } from 'zod'
import { LIMITS } from '../limits.ts'

const share = z.number().min(0).max(1)

/** Simulated recipients of one notification. They receive it as real ones do, and count as none. */
export const simulationReqSchema = z.strictObject({
  recipients: z.int().min(1).max(LIMITS.simulatedRecipients),
  /** Share of the recipients that is connected; the others are offline. */
  onlineShare: share.default(0.95),
  /** Share of the connected recipients that never acknowledges. */
  silentShare: share.default(0.01),
  /** Half of the others acknowledge within this time. */
  medianMs: z.int().min(1).max(60_000).default(1500),
})
export type SimulationReq = z.input<typeof simulationReqSchema>
export type SimulationPlan = z.output<typeof simulationReqSchema>

export const simulationStartedSchema = z.strictObject({
  simulationId: z.string(),
  notificationId: z.string(),
  recipients: z.int(),
})
export type SimulationStarted = z.infer<typeof simulationStartedSchema>

export const simulationsSchema = z.strictObject({
  simulations: z.array(
    z.strictObject({
      simulationId: z.string(),
      recipients: z.int(),
      createdAt: z.iso.datetime(),
      running: z.boolean(),
    }),
  ),
})
export type Simulations = z.infer<typeof simulationsSchema>

import { z } from 'zod'

const milliseconds = z.number().nonnegative()

const stageTimesSchema = z.strictObject({
  committed: milliseconds.optional(),
  firstWrite: milliseconds.optional(),
  firstAck: milliseconds.optional(),
  half: milliseconds.optional(),
  last: milliseconds.optional(),
})

/** `GET …/stages`: the stages that the acks do not show, and the usual times of the token. */
export const notificationStagesSchema = z.strictObject({
  /** This node saw the commit and the first write, or not: it may have started later, or another node did them. */
  seen: stageTimesSchema.pick({ committed: true, firstWrite: true }),
  /** Medians over the notifications of the token just before this one; missing if there are too few. */
  usual: stageTimesSchema,
  /** The number of notifications whose acks `usual` counts. */
  notifications: z.int().nonnegative(),
})
export type NotificationStages = z.infer<typeof notificationStagesSchema>

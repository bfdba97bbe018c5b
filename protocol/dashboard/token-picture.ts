import { z } from 'zod'
import { aoiClientIdSchema } from '../registration.ts'
import { countSchema, instantSchema } from './lists/page.ts'
import { MEMBER_STATES } from './member-states.ts'

/** `GET …/tokens/{id}/picture`: the senders of a token, and the states of its members. */
export const tokenPictureSchema = z.strictObject({
  /** The senders of the newest `LIMITS.pictureNotifications` notifications, the latest first. */
  senders: z.array(
    z.strictObject({
      serverApplicationId: z.string(),
      name: z.string(),
      lastAt: instantSchema,
      notifications: countSchema,
    }),
  ),
  /** There are more senders than `senders` shows. */
  hasMoreSenders: z.boolean(),
  members: countSchema,
  /** Missing for a token with more than `LIMITS.pictureMembers` members. */
  states: z.record(z.enum(MEMBER_STATES), countSchema).optional(),
  online: countSchema,
  /** Some members, those in a state that needs a look first. */
  first: z.array(
    z.strictObject({
      aoiClientId: aoiClientIdSchema,
      name: z.string().optional(),
      state: z.enum(MEMBER_STATES),
      behind: countSchema,
    }),
  ),
})
export type TokenPicture = z.infer<typeof tokenPictureSchema>

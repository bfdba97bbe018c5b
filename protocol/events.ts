import { z } from 'zod'
import { EVENT_TYPES } from './event-types.ts'

export const eventTypeSchema = z.enum(EVENT_TYPES)

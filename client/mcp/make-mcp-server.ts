import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { isAckedUntil, type Until } from '../../protocol/acked-until.ts'
import { DISPLAY_MARK, isWebAddress } from '../../protocol/display.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { type NotificationStatus, notificationIdSchema, urgencySchema } from '../../protocol/notification.ts'
import { createServerApplication } from '../sending/create-server-application.ts'
import { SendError } from '../sending/send-error.ts'

export type McpInput = { serverUrl: string; apiKey: string; clientAppToken: string }

/** An agent's own request may end after a minute, so that a longer wait takes several calls. */
const WAIT_SECONDS_MAX = LIMITS.ackWaitSeconds
const WAIT_SECONDS = 30

const waitElements = {
  until: z
    .union([z.enum(['first', 'all']), z.int().positive()])
    .default('first')
    .describe('How many devices must acknowledge: the first, all, or a number'),
  waitSeconds: z.int().min(1).max(WAIT_SECONDS_MAX).default(WAIT_SECONDS).describe('Seconds to wait at most'),
}

const outcomeElements = {
  notificationId: z.string(),
  recipients: z.number(),
  acknowledged: z.number().describe('Devices that have it'),
  pending: z.number().describe('Devices that may still get it'),
  lost: z.number().describe('Devices that will not get it'),
  reached: z.boolean().describe('True if as many devices acknowledged as asked'),
}

type Outcome = z.infer<z.ZodObject<typeof outcomeElements>>

/** Makes the server of the Model Context Protocol with its two tools. `signal` ends all waits. */
export function makeMcpServer({ clientAppToken, ...options }: McpInput, signal: AbortSignal): McpServer {
  const application = createServerApplication(options)
  const server = new McpServer({ name: 'aoi', version: '0.1.0' })
  server.registerTool(
    'notify',
    {
      title: 'Notify the owner',
      description:
        'Sends a notification to the devices of the owner’s group, and waits until a device has acknowledged it. An acknowledgement means that the device has stored it, not that a person has read it.',
      inputSchema: {
        title: z.string().min(1).describe('One line'),
        body: z.string().optional().describe('Text below the title'),
        navigate: z
          .string()
          .refine(isWebAddress, { error: 'must be an absolute http or https URL' })
          .optional()
          .describe('Address that a click opens'),
        urgency: urgencySchema.optional(),
        ttlSeconds: z.int().min(0).max(LIMITS.ttlSecondsMax).optional().describe('Default: a day'),
        ...waitElements,
      },
      outputSchema: outcomeElements,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
    },
    ({ title, body, navigate, urgency, ttlSeconds, until, waitSeconds }, extra) =>
      answer(async () => {
        const notification = { title, ...(body && { body }), ...(navigate && { navigate }) }
        const payload = { web_push: DISPLAY_MARK, notification }
        const { notificationId, recipients, status } = await application.send(clientAppToken, payload, {
          ...{ urgency, ttl: ttlSeconds, until, wait: waitSeconds },
          signal: AbortSignal.any([signal, extra.signal]),
        })
        return outcomeOf(status ?? { acked: 0, pending: recipients, expired: 0 }, {
          ...{ notificationId, recipients, until },
        })
      }),
  )
  server.registerTool(
    'await_acknowledgement',
    {
      title: 'Wait for an acknowledgement',
      description: 'Waits until devices have acknowledged a notification that was sent before.',
      inputSchema: { notificationId: notificationIdSchema, ...waitElements },
      outputSchema: outcomeElements,
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    ({ notificationId, until, waitSeconds }, extra) =>
      answer(async () => {
        const status = await application.awaitAcks(notificationId, {
          ...{ until, wait: waitSeconds },
          signal: AbortSignal.any([signal, extra.signal]),
        })
        if (status === undefined) throw new SendError('unreachable', 'the server did not answer')
        return outcomeOf(status, { notificationId, recipients: status.recipients, until })
      }),
  )
  return server
}

type Counts = Pick<NotificationStatus, 'acked' | 'pending' | 'expired'>
type Asked = { notificationId: string; recipients: number; until: Until }

function outcomeOf(
  { acked, pending, expired }: Counts,
  { notificationId, recipients, until }: Asked,
): Outcome {
  return {
    ...{ notificationId, recipients, acknowledged: acked, pending, lost: expired },
    reached: recipients > 0 && isAckedUntil(until, { acked, recipients }),
  }
}

/** Returns the result as an agent reads it. A refusal of the AOI Server is a result too: the agent may react to it. */
async function answer(ask: () => Promise<Outcome>) {
  try {
    const outcome = await ask()
    const { notificationId, recipients, acknowledged, pending, lost } = outcome
    const text = `notification ${notificationId}: ${acknowledged} of ${recipients} devices acknowledged, ${pending} may still, ${lost} will not`
    return { content: [{ type: 'text' as const, text }], structuredContent: outcome }
  } catch (error) {
    if (!(error instanceof SendError)) throw error
    return { content: [{ type: 'text' as const, text: error.message }], isError: true }
  }
}

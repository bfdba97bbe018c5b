import { z } from 'zod'
import { CLIENT_LIMITS } from '../limits.ts'
import type { RegisterAoiClientInput } from './register-aoi-client.ts'
import { callServer } from './register-aoi-client.ts'
import type { SessionEnd } from './session-end.ts'

/** `GET /api/ready` has this element with 200 and with 503 (`docs/protocol.md`). */
const readySchema = z.object({ serverId: z.string().max(CLIENT_LIMITS.serverIdBytes).optional() })

/** Asks a server for its identity, without a credential. `undefined`: it names none. Never rejects. */
export async function findServerId(
  input: RegisterAoiClientInput,
): Promise<{ serverId: string | undefined } | { end: SessionEnd }> {
  const answer = await callServer({ path: '/api/ready', method: 'GET' }, input)
  if ('end' in answer) return answer
  const ready = readySchema.safeParse(answer.json)
  if (ready.success) return { serverId: ready.data.serverId }
  const desc = `the answer (HTTP ${answer.status}) is not from an AOI Server`
  return { end: { kind: 'lost', reason: 'unreachable', desc } }
}

import type { EventInterests } from '#server/core/events/event-interests.ts'
import type { NewEvent } from '#server/core/events/event-store.ts'
import type { RawConnection } from '../connection/database.ts'
import { recordEvents } from './record-events.ts'

type Members = {
  interests: EventInterests
  token: { clientAppToken: string; applicationName: string }
  registrationIds: readonly number[]
  at: number
}

/** Records that members joined or left a token, in the transaction that did it. */
export async function recordMembers(
  tx: RawConnection,
  type: Extract<NewEvent['type'], `member.${string}`>,
  { interests, token, registrationIds, at }: Members,
): Promise<void> {
  const { clientAppToken, applicationName } = token
  if (!interests.has(applicationName)) return
  await recordEvents(
    tx,
    registrationIds.map((id) => ({
      ...{ type, at, applicationName },
      data: { registrationId: String(id), clientAppToken, ApplicationName: applicationName },
    })),
  )
}

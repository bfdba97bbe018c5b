import { newNotificationId } from '../notifications/new-notification-id.ts'

/** Returns the id of an event at `at` (Unix ms): `evt_` and a UUIDv7. Receivers know a repeated event by it. */
export function newEventId(at: number): string {
  return `evt_${newNotificationId(at)}`
}

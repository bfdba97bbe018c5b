import type { StoredEvent } from './event-store.ts'

/** Returns the JSON text of an event, the same for webhooks and for the stream. */
export function eventMessage({
  eventId,
  type,
  at,
  data,
}: Pick<StoredEvent, 'eventId' | 'at' | 'data'> & { type: string }): string {
  const head = JSON.stringify({ id: eventId, type, timestamp: new Date(at).toISOString() })
  return `${head.slice(0, -1)},"data":${data}}`
}

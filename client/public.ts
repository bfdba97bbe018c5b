/** What both entries export. */
export type {
  AoiClient,
  AoiClientOptions,
  ClientAppRegistration,
  RegisterInput,
  WaitOptions,
} from './aoi-client.ts'
export type { AoiClientErrorCode } from './aoi-client-error.ts'
export { AoiClientError } from './aoi-client-error.ts'
export type { ClientLog, ClientLogEntry } from './client-log.ts'
export type {
  ClientNotification,
  HandlerContext,
  NotificationHandler,
  ParkedNotification,
} from './client-notification.ts'
export type { ClientState, ClosedReason, LostReason } from './client-state.ts'
export type { ClientClock } from './clock.ts'
export type { ClientStorage, Durability, LoadedRecords } from './storage/client-storage.ts'
export { memoryStorage } from './storage/memory-storage.ts'

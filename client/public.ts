/** The exports that both entries share. */
export type {
  AoiClient,
  AoiClientOptions,
  ClientAppRegistration,
  RegisterInput,
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
export type { PushMessage } from './push/crypto/decrypt-push.ts'
export { decryptPush, PUSH_ENCODINGS } from './push/crypto/decrypt-push.ts'
export type { PushDecryptionErrorCode } from './push/crypto/push-decryption-error.ts'
export { PushDecryptionError } from './push/crypto/push-decryption-error.ts'
export type { PushKeys } from './push/crypto/push-keys.ts'
export { makePushKeys, pushKeysOf } from './push/crypto/push-keys.ts'
export type { GroupMembership, JoinGroupInput } from './push/join-group.ts'
export { openGroupMessage } from './push/open-group-message.ts'
export type {
  AoiMessageErrorEvent,
  AoiPushEvent,
  AoiPushManager,
  AoiPushSubscription,
  AoiPushSubscriptionChangeEvent,
  PushListener,
  PushRotation,
  PushSubscriptionJson,
  RotateInput,
  SubscribeInput,
} from './push/push-api.ts'
export type { PushMessageData } from './push/push-message-data.ts'
export type { ClientStorage, Durability, LoadedRecords } from './storage/client-storage.ts'
export { memoryStorage } from './storage/memory-storage.ts'
export type { WaitOptions } from './wait-options.ts'

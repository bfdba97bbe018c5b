/** The library for Node. */
export { createAoiClient } from './create-aoi-client.ts'
export { joinGroup } from './join-group.ts'
export * from './public.ts'
export type {
  AckWait,
  SendOptions,
  SentNotification,
  ServerApplication,
  ServerApplicationOptions,
} from './sending/create-server-application.ts'
export { createServerApplication } from './sending/create-server-application.ts'
export type { SendErrorKind } from './sending/send-error.ts'
export { SendError } from './sending/send-error.ts'
export { openFileStorage } from './storage/file-storage.ts'

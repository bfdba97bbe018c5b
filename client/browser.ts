/** The library for browsers. */
export { createAoiClient } from './create-browser-aoi-client.ts'
export { joinGroup } from './join-group-browser.ts'
export * from './public.ts'
export { openIndexedDbStorage } from './storage/indexed-db-storage.ts'
export type { ClientStateReading } from './storage/read-client-state.ts'
export { readClientState } from './storage/read-client-state.ts'

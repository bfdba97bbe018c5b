/** The library for Node. */
export { createAoiClient } from './create-aoi-client.ts'
export { joinGroup } from './join-group.ts'
export * from './public.ts'
export { openFileStorage } from './storage/file-storage.ts'

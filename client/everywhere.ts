/** Types of both entries, for bundlers that choose between Node and browser later. */
export * from './index.ts'
export { openIndexedDbStorage } from './storage/indexed-db-storage.ts'

/** The types where a bundler decides later between Node and a browser: those of both entries. */
export * from './index.ts'
export { openIndexedDbStorage } from './storage/indexed-db-storage.ts'

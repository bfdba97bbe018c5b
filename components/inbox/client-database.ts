/** The AOI Client's own IndexedDB: its journal and keys. */
export const CLIENT_DATABASE = 'aoi-inbox'

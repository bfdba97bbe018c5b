/** Names as in the query of the list. */
export const REGISTRATION_FILTERS = [
  { name: 'applicationName', kind: 'text' },
  { name: 'aoiClientId', kind: 'text' },
  { name: 'tokenId', kind: 'text' },
  { name: 'state', kind: 'choice' },
] as const

/** Names as in the query of the list. */
export const REFUSAL_FILTERS = [
  { name: 'code', kind: 'text' },
  { name: 'applicationName', kind: 'text' },
  { name: 'aoiClientId', kind: 'text' },
  { name: 'from', kind: 'moment' },
  { name: 'to', kind: 'moment' },
] as const

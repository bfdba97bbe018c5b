/** Names as in the query of the list. */
export const TOKEN_FILTERS = [
  { name: 'applicationName', kind: 'text' },
  { name: 'fingerprint', kind: 'text' },
  { name: 'kind', kind: 'choice' },
  { name: 'members', kind: 'choice' },
] as const

/** Members are not filtered: they stand by their registration ids. */
export const MEMBER_FILTERS = [] as const

/** Names as in the query of the list. */
export const AOI_CLIENT_FILTERS = [
  { name: 'id', kind: 'text' },
  { name: 'name', kind: 'text' },
  { name: 'platform', kind: 'text' },
  { name: 'online', kind: 'choice' },
] as const

/** Of one AOI Client's registrations. */
export const CLIENT_REGISTRATION_FILTERS = [
  { name: 'applicationName', kind: 'text' },
  { name: 'state', kind: 'choice' },
] as const

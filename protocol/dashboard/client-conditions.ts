/** Why an AOI Client is connected and behind, or not connected. One of them holds at any time. */
export const CLIENT_CONDITIONS = [
  // Not connected
  'neverConnected',
  'closedAsTooSlow',
  'closedAsFlooding',
  'closedByOtherSession',
  'credentialRevoked',
  'sentAway',
  'connectionEnded',
  'endNotRecorded',
  'byPushService',
  'pushServiceOwes',
  // Connected
  'reconnecting',
  'nothingRegistered',
  'upToDate',
  'windowFull',
  'notAcknowledging',
  'heldBack',
  'catchingUp',
  'behindElsewhere',
] as const
export type ClientConditionName = (typeof CLIENT_CONDITIONS)[number]

/**
 * Every limit of the wire and of the server's queues, in one table (`docs/protocol.md`, "Limits").
 * Units are the last word of the name. What an operator may change is in `server/env.ts`.
 */
export const LIMITS = {
  /** Client Application registration */
  applicationNameBytes: 255,
  tokenSeedBytes: 1024,
  tokenSeedAdvisedBytes: 16,
  derivationsAtOnce: 4,
  derivationsWaiting: 64,
  derivationsPerClientPerMinute: 10,
  derivationCacheEntries: 10_000,
  registrationsPerClient: 1000,
  aoiClientRegistrationsPerAddressPerMinute: 60,
  deviceTextBytes: 128,
  tokenProofOriginBytes: 255,
  tokenProofNonceSeconds: 60,
  tokenProofNoncesPerClient: 16,
  tokenProofNoncesKept: 10_000,

  /** Sending */
  payloadBytes: 4096,
  payloadDepth: 64,
  tokensPerRequest: 100,
  ttlSecondsDefault: 86_400,
  ttlSecondsMax: 2_419_200,
  topicBytes: 32,
  idempotencyKeyBytes: 255,
  idempotencyKeptSeconds: 86_400,
  requestBodyBytes: 65_536,
  sendersRequestsPerSecond: 20_000,
  pageRows: 1000,
  overviewNotifications: 20,
  pageCursorBytes: 512,
  failedSignInsPerAddressPerMinute: 100,
  grantsPerKey: 100,
  apiKeyTtlSecondsMax: 315_360_000,

  /** Web Push */
  webPushBodyBytes: 4096,
  webPushHeaderBytes: 1024,

  /** Readiness */
  diskFreeBytesMin: 67_108_864,
  readinessKeptMilliseconds: 1000,
  readinessWriteMilliseconds: 3000,

  /** Group commit */
  submissionsPerCommit: 256,
  submissionsQueued: 4096,
  writesQueued: 8192,

  /** AOI-2 session */
  windowNotifications: 64,
  windowBytes: 65_536,
  stalledSeconds: 30,
  bindSeconds: 10,
  handshakesPerAddressPerMinute: 600,
  handshakesAtOnce: 64,
  messagesPerSecond: 100,
  messageBytes: 65_536,
  acksPerMessage: 1000,
  cursorsPerHandshake: 1000,
  heartbeatSeconds: 25,
  cursorFlushMilliseconds: 50,
  drainSeconds: 10,
  drainRetryMilliseconds: 500,
  drainSpreadMilliseconds: 5000,

  /** Nodes */
  lookoutMilliseconds: 2000,
  hotCopyBytes: 16_384,
  busBytes: 4_194_304,

  /** Operators */
  operatorPasswordCharacters: 12,
  operatorPasswordMaximumCharacters: 256,
  operatorNameCharacters: 128,
  operatorEmailCharacters: 254,
  operatorSessionSeconds: 604_800,
  stepUpSeconds: 300,
  failedOperatorSignInsPerMinute: 5,
  setupCodeSeconds: 86_400,
  invitationSeconds: 86_400,
  ticketSeconds: 30,
  fanOutBoards: 8,
  feedRoomsPerOperator: 8,
  simulatedRecipients: 100_000,
  listRows: 100,
  listRowsDefault: 50,
  listFilterBytes: 255,
  listWalkRows: 10_000,
  exportRows: 100_000,
  selectionIds: 1000,
  selectionRows: 10_000,
  selectionSample: 10,
  selectionSeconds: 600,
  selectionsKept: 32,
  actReasonBytes: 500,
  actStepRows: 500,
  actAuditIds: 100,
  apiKeyOverlapSecondsMax: 2_592_000,

  /** Keeping */
  emptyTokenKeptSeconds: 2_592_000,
  notificationKeptSeconds: 604_800,
  refusalKeptSeconds: 604_800,
  auditKeptSeconds: 31_536_000,
  housekeepingRowsPerStep: 500,
} as const

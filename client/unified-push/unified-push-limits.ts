/** Every limit of the UnifiedPush distributor in one table (README, "UnifiedPush"). Units are the last word of the name. */
export const UNIFIED_PUSH_LIMITS = {
  registrations: 200,
  registrationsPerApp: 20,
  /** Calls of apps that this daemon works on at the same time. */
  callsAtOnce: 64,
  /** Bounds of UnifiedPush for what an app may send, and for what it may get. */
  serviceBytes: 255,
  tokenBytes: 100,
  descriptionBytes: 100,
  messageBytes: 4096,

  /** Time for the AOI Server to answer a registration, well below the 25 s that most D-Bus libraries wait for a reply. */
  requestMilliseconds: 10_000,
  openMilliseconds: 5000,
  /** A session bus that does not answer a ping in this time has ended. */
  pingEveryMilliseconds: 15_000,
  pingMilliseconds: 10_000,

  /** An app that cannot be reached is called again after a pause, or as soon as it takes its name. */
  backoffMilliseconds: 1000,
  backoffMaxMilliseconds: 300_000,
  /** Messages that wait for one registration. An app that leaves more of them waiting loses the registration. */
  waitingMessages: 1000,
  waitingCheckMilliseconds: 5000,
  /** Attempts to tell an app that its registration has ended. */
  unregisteredAttempts: 10,
  /** An app of version 1 need not reply: a message counts as taken after this time. */
  silentReplyMilliseconds: 30_000,
  /** Time for the last calls, when the AOI Server has removed this AOI Client. */
  farewellMilliseconds: 2000,
} as const

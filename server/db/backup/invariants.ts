import { ACK_RECORD_SEQS } from '../log/plan-cursor-moves.ts'

/** One promise of the database, as a statement that returns a row with `detail` for each breach of it. */
export type Invariant = { check: string; sql: string }

/**
 * The promises that every committed state of the database keeps, in statements for both databases. Each statement reads tables in the order of an index,
 * so it needs little memory. `keptSince` is the Unix time in milliseconds before which expired notifications may be
 * removed already.
 */
export function listInvariants(keptSince: number): Invariant[] {
  return [...LOG, holes(keptSince), ...MEMBERS, ...OUTCOMES, ...SCHEDULE, STORAGE_USE, ...REALM]
}

const LOG: Invariant[] = [
  {
    check: 'the head of a token is at least its last seq',
    sql: `SELECT 'token ' || t."id" || ': head ' || t."headSeq" || ', last seq ' || max(n."seq") AS "detail"
      FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId"
      GROUP BY t."id", t."headSeq" HAVING max(n."seq") > t."headSeq" OR min(n."seq") < 1`,
  },
]

/** A notification accepted after a kept one cannot have been removed. Tokens without members lose rows in any order. */
function holes(keptSince: number): Invariant {
  return {
    check: 'no seq is missing before its notification may be removed',
    sql: `SELECT 'token ' || "tokenId" || ': seq ' || ("seq" + 1) || ' to ' || ("next" - 1) AS "detail"
      FROM (SELECT n."tokenId", n."seq", n."acceptedAt",
          LEAD(n."seq", 1, t."headSeq" + 1) OVER (PARTITION BY n."tokenId" ORDER BY n."seq") AS "next"
        FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId" WHERE t."emptySince" IS NULL) AS s
      WHERE "next" > "seq" + 1 AND "acceptedAt" > ${keptSince}`,
  }
}

const MEMBERS: Invariant[] = [
  {
    check: 'no cursor is beyond the head or before its start',
    sql: `SELECT 'registration ' || g."id" || ': cursor ' || g."ackedSeq" || ', start ' || g."startSeq" || ', end '
        || COALESCE(CAST(g."endSeq" AS TEXT), 'none') || ', head ' || t."headSeq" AS "detail"
      FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId"
      WHERE g."ackedSeq" > t."headSeq" OR g."ackedSeq" < g."startSeq" OR g."endSeq" > t."headSeq" OR g."endSeq" < g."startSeq"`,
  },
  {
    check: 'a registration is either active or ended',
    sql: `SELECT 'registration ' || "id" AS "detail" FROM "Registration"
      WHERE ("generation" = 0) <> ("endSeq" IS NULL) OR ("endSeq" IS NULL) <> ("endedAt" IS NULL)
        OR "generation" NOT IN (0, "id")`,
  },
  {
    check: 'a token counts its members',
    sql: `SELECT 'token ' || "id" || ': ' || "memberCount" || ' counted, ' || "members" || ' active' AS "detail"
      FROM (SELECT t."id", t."memberCount", t."emptySince", (SELECT count(*) FROM "Registration" g
          WHERE g."tokenId" = t."id" AND g."generation" = 0) AS "members" FROM "ClientAppToken" t) AS c
      WHERE "memberCount" <> "members" OR ("members" = 0) <> ("emptySince" IS NOT NULL)`,
  },
]

const OUTCOMES: Invariant[] = [
  {
    check: 'no notification has more acks than recipients',
    sql: `SELECT 'token ' || "tokenId" || ', seq ' || "seq" || ': ' || "acked" || ' acks, ' || "recipients"
        || ' recipients' AS "detail"
      FROM "Notification" WHERE "acked" < 0 OR "acked" > "recipients"`,
  },
  {
    check: 'no notification is acked beyond every cursor',
    sql: `SELECT 'token ' || n."tokenId" || ', seq ' || n."seq" || ': ' || n."acked" || ' acks' AS "detail"
      FROM (SELECT g."tokenId", max(g."ackedSeq") AS "furthest" FROM "Registration" g GROUP BY g."tokenId") f
      CROSS JOIN "Notification" n
      WHERE n."tokenId" = f."tokenId" AND n."seq" > f."furthest" AND n."acked" > 0`,
  },
  {
    check: 'an ack record lies within its log and its block',
    sql: `SELECT 'record ' || a."id" AS "detail" FROM "AckRecord" a JOIN "ClientAppToken" t ON t."id" = a."tokenId"
      WHERE a."fromSeq" < 1 OR a."toSeq" < a."fromSeq" OR a."toSeq" > t."headSeq"
        OR a."toSeq" - a."fromSeq" >= ${ACK_RECORD_SEQS}`,
  },
  {
    check: 'a named recipient belongs to a notification that is sent again',
    sql: `SELECT 'token ' || p."tokenId" || ', seq ' || p."seq" || ', registration ' || p."registrationId" AS "detail"
      FROM "Recipient" p LEFT JOIN "Notification" n ON n."tokenId" = p."tokenId" AND n."seq" = p."seq"
      WHERE n."resendOf" IS NULL`,
  },
]

const SCHEDULE: Invariant[] = [
  {
    check: 'a scheduled notification is not in the log',
    sql: `SELECT 'notification ' || s."id" AS "detail" FROM "ScheduledNotification" s
      JOIN "Notification" n ON n."id" = s."id"`,
  },
  {
    check: 'a scheduled notification either waits or is cancelled',
    sql: `SELECT 'notification ' || "id" AS "detail" FROM "ScheduledNotification"
      WHERE ("dueAt" IS NULL) <> ("cancelledAt" IS NOT NULL) OR "dueAt" <> "deliverAt"`,
  },
]

const IS_WEB_PUSH = `(n."serverApplicationId" = 'web-push' OR n."serverApplicationId" LIKE 'web-push-%')`
const STORED = `1 AS "notifications", octet_length(n."payload") + COALESCE(octet_length(n."headers"), 0) AS "bytes"`
/** API keys and hooks schedule; senders of Web Push do not. */
const SCHEDULED = `1, octet_length(s."payload"), 0, 0 FROM "ScheduledNotification" s WHERE s."dueAt" IS NOT NULL`
const NOTIFICATIONS = `FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId"`

/** See `partiesOf` in `server/core/limits/quotas.ts`. */
const STORAGE_USE: Invariant = {
  check: 'the storage use of a party is the sum over its notifications',
  sql: `SELECT "unit" || ' ' || "key" || ': ' || sum("counted") || ' notifications and ' || sum("countedBytes")
      || ' bytes counted, ' || sum("notifications") || ' and ' || sum("bytes") || ' stored' AS "detail"
    FROM (
      SELECT 'application' AS "unit", n."serverApplicationId" AS "key", ${STORED}, 0 AS "counted", 0 AS "countedBytes"
        ${NOTIFICATIONS} WHERE NOT ${IS_WEB_PUSH}
      UNION ALL SELECT 'application', s."serverApplicationId", ${SCHEDULED}
      UNION ALL SELECT 'vapidKey', n."serverApplicationId", ${STORED}, 0, 0
        ${NOTIFICATIONS} WHERE ${IS_WEB_PUSH} AND n."serverApplicationId" <> 'web-push'
      UNION ALL SELECT 'senderNetwork', COALESCE(n."senderNetwork", ''), ${STORED}, 0, 0
        ${NOTIFICATIONS} WHERE n."serverApplicationId" = 'web-push'
      UNION ALL SELECT 'token', CAST(n."tokenId" AS TEXT), ${STORED}, 0, 0 ${NOTIFICATIONS} WHERE ${IS_WEB_PUSH}
      UNION ALL SELECT 'aoiClient', t."holderId", ${STORED}, 0, 0
        ${NOTIFICATIONS} WHERE ${IS_WEB_PUSH} AND t."holderId" IS NOT NULL
      UNION ALL SELECT 'clientNetwork', t."holderNetwork", ${STORED}, 0, 0
        ${NOTIFICATIONS} WHERE ${IS_WEB_PUSH} AND t."holderNetwork" IS NOT NULL
      UNION ALL SELECT "unit", "key", 0, 0, "notifications", "bytes" FROM "StorageUse"
    ) AS p GROUP BY "unit", "key"
    HAVING sum("notifications") <> sum("counted") OR sum("bytes") <> sum("countedBytes")`,
}

const REALM: Invariant[] = [
  {
    check: 'the database has one identity and one epoch',
    sql: `SELECT count(*) || ' rows with an identity' AS "detail" FROM "Realm"
      WHERE "serverId" IS NOT NULL AND "epoch" <> '' HAVING count(*) <> 1`,
  },
]

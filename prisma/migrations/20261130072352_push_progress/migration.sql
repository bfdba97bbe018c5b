-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_PushSubscription" (
    "registrationId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "endpoint" TEXT NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "vapidKey" TEXT NOT NULL,
    "declarative" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" BIGINT NOT NULL,
    "status" INTEGER,
    "answer" TEXT,
    "answeredAt" BIGINT,
    "acceptedSeq" BIGINT NOT NULL DEFAULT 0,
    "unsentSeq" BIGINT NOT NULL DEFAULT 0,
    "endReason" TEXT,
    CONSTRAINT "PushSubscription_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_PushSubscription" ("answer", "answeredAt", "auth", "createdAt", "declarative", "endReason", "endpoint", "p256dh", "registrationId", "status", "vapidKey") SELECT "answer", "answeredAt", "auth", "createdAt", "declarative", "endReason", "endpoint", "p256dh", "registrationId", "status", "vapidKey" FROM "PushSubscription";
DROP TABLE "PushSubscription";
ALTER TABLE "new_PushSubscription" RENAME TO "PushSubscription";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

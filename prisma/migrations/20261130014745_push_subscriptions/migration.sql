-- CreateTable
CREATE TABLE "PushSubscription" (
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
    "endReason" TEXT,
    CONSTRAINT "PushSubscription_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "VapidKey" (
    "publicKey" TEXT NOT NULL PRIMARY KEY,
    "privateKey" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL
);

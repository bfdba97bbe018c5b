-- CreateTable
CREATE TABLE "Realm" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "epoch" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "checks" BIGINT NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "AoiClient" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "secretHash" TEXT NOT NULL,
    "name" TEXT,
    "platform" TEXT,
    "createdAt" BIGINT NOT NULL,
    "lastSeenAt" BIGINT NOT NULL,
    "sessionNumber" INTEGER NOT NULL DEFAULT 0,
    "endedAt" BIGINT
);

-- CreateTable
CREATE TABLE "ClientAppToken" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clientAppToken" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "applicationName" TEXT NOT NULL,
    "vapidKey" TEXT,
    "tokenScope" TEXT NOT NULL,
    "headSeq" BIGINT NOT NULL DEFAULT 0,
    "memberCount" INTEGER NOT NULL DEFAULT 0,
    "emptySince" BIGINT,
    "createdAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Registration" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "aoiClientId" TEXT NOT NULL,
    "tokenId" INTEGER NOT NULL,
    "startSeq" BIGINT NOT NULL,
    "ackedSeq" BIGINT NOT NULL,
    "endSeq" BIGINT,
    "createdAt" BIGINT NOT NULL,
    "endedAt" BIGINT,
    "generation" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Registration_aoiClientId_fkey" FOREIGN KEY ("aoiClientId") REFERENCES "AoiClient" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Registration_tokenId_fkey" FOREIGN KEY ("tokenId") REFERENCES "ClientAppToken" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Notification" (
    "tokenId" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "headers" TEXT,
    "topic" TEXT,
    "urgency" TEXT NOT NULL,
    "ttlSeconds" INTEGER NOT NULL,
    "acceptedAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL,
    "cancelledAt" BIGINT,
    "replacedAt" BIGINT,
    "recipients" INTEGER NOT NULL,
    "acked" INTEGER NOT NULL DEFAULT 0,
    "serverApplicationId" TEXT NOT NULL,

    PRIMARY KEY ("tokenId", "seq"),
    CONSTRAINT "Notification_tokenId_fkey" FOREIGN KEY ("tokenId") REFERENCES "ClientAppToken" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AckRecord" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "tokenId" INTEGER NOT NULL,
    "fromSeq" BIGINT NOT NULL,
    "toSeq" BIGINT NOT NULL,
    "fromRegistrationId" INTEGER NOT NULL,
    "toRegistrationId" INTEGER NOT NULL,
    "ackedAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL,
    "runs" BLOB NOT NULL,
    CONSTRAINT "AckRecord_tokenId_fkey" FOREIGN KEY ("tokenId") REFERENCES "ClientAppToken" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ServerApplication" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "secretHash" TEXT NOT NULL,
    "grants" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT,
    "revokedAt" BIGINT,
    "lastUsedAt" BIGINT,
    "serverApplicationId" TEXT NOT NULL,
    CONSTRAINT "ApiKey_serverApplicationId_fkey" FOREIGN KEY ("serverApplicationId") REFERENCES "ServerApplication" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "serverApplicationId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    PRIMARY KEY ("serverApplicationId", "key")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT,
    "at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "RegistrationRefusal" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "aoiClientId" TEXT,
    "applicationName" TEXT,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" BIGINT NOT NULL
);

-- CreateIndex
CREATE INDEX "AoiClient_createdAt_id_idx" ON "AoiClient"("createdAt", "id");

-- CreateIndex
CREATE INDEX "AoiClient_endedAt_idx" ON "AoiClient"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "ClientAppToken_clientAppToken_key" ON "ClientAppToken"("clientAppToken");

-- CreateIndex
CREATE INDEX "ClientAppToken_applicationName_id_idx" ON "ClientAppToken"("applicationName", "id");

-- CreateIndex
CREATE INDEX "ClientAppToken_emptySince_idx" ON "ClientAppToken"("emptySince");

-- CreateIndex
CREATE INDEX "ClientAppToken_kind_idx" ON "ClientAppToken"("kind");

-- CreateIndex
CREATE INDEX "Registration_tokenId_id_idx" ON "Registration"("tokenId", "id");

-- CreateIndex
CREATE INDEX "Registration_tokenId_endSeq_idx" ON "Registration"("tokenId", "endSeq");

-- CreateIndex
CREATE INDEX "Registration_endedAt_idx" ON "Registration"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Registration_aoiClientId_tokenId_generation_key" ON "Registration"("aoiClientId", "tokenId", "generation");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_id_key" ON "Notification"("id");

-- CreateIndex
CREATE INDEX "Notification_tokenId_topic_replacedAt_idx" ON "Notification"("tokenId", "topic", "replacedAt");

-- CreateIndex
CREATE INDEX "Notification_acceptedAt_id_idx" ON "Notification"("acceptedAt", "id");

-- CreateIndex
CREATE INDEX "Notification_expiresAt_idx" ON "Notification"("expiresAt");

-- CreateIndex
CREATE INDEX "AckRecord_tokenId_toSeq_fromSeq_idx" ON "AckRecord"("tokenId", "toSeq", "fromSeq");

-- CreateIndex
CREATE INDEX "AckRecord_expiresAt_idx" ON "AckRecord"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "ServerApplication_name_key" ON "ServerApplication"("name");

-- CreateIndex
CREATE INDEX "ApiKey_serverApplicationId_idx" ON "ApiKey"("serverApplicationId");

-- CreateIndex
CREATE INDEX "ApiKey_createdAt_id_idx" ON "ApiKey"("createdAt", "id");

-- CreateIndex
CREATE INDEX "IdempotencyKey_expiresAt_idx" ON "IdempotencyKey"("expiresAt");

-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- CreateIndex
CREATE INDEX "RegistrationRefusal_at_idx" ON "RegistrationRefusal"("at");

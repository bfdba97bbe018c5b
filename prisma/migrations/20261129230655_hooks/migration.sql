-- CreateTable
CREATE TABLE "Hook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "secretHash" TEXT NOT NULL,
    "previousSecretHash" TEXT,
    "previousEndsAt" BIGINT,
    "name" TEXT NOT NULL,
    "clientAppToken" TEXT NOT NULL,
    "applicationName" TEXT NOT NULL,
    "shape" TEXT NOT NULL,
    "template" TEXT,
    "alias" TEXT,
    "ttlSeconds" INTEGER,
    "urgency" TEXT,
    "tag" TEXT,
    "signed" BOOLEAN NOT NULL DEFAULT false,
    "perMinute" INTEGER NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "lastUsedAt" BIGINT,
    "revokedAt" BIGINT
);

-- CreateTable
CREATE TABLE "HookRequest" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "hookId" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "contentType" TEXT,
    "body" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "notificationId" TEXT,
    "reason" TEXT,
    CONSTRAINT "HookRequest_hookId_fkey" FOREIGN KEY ("hookId") REFERENCES "Hook" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Hook_alias_key" ON "Hook"("alias");

-- CreateIndex
CREATE INDEX "Hook_createdAt_id_idx" ON "Hook"("createdAt", "id");

-- CreateIndex
CREATE INDEX "HookRequest_hookId_id_idx" ON "HookRequest"("hookId", "id");

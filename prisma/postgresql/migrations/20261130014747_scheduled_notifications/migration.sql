-- CreateTable
CREATE TABLE "ScheduledNotification" (
    "id" TEXT NOT NULL,
    "tokenId" INTEGER NOT NULL,
    "payload" TEXT NOT NULL,
    "topic" TEXT,
    "urgency" TEXT NOT NULL,
    "traceparent" TEXT,
    "ttlSeconds" INTEGER NOT NULL,
    "acceptedAt" BIGINT NOT NULL,
    "deliverAt" BIGINT NOT NULL,
    "dueAt" BIGINT,
    "cancelledAt" BIGINT,
    "serverApplicationId" TEXT NOT NULL,

    CONSTRAINT "ScheduledNotification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "endsAt" BIGINT NOT NULL,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "ScheduledNotification_dueAt_id_idx" ON "ScheduledNotification"("dueAt", "id");

-- CreateIndex
CREATE INDEX "ScheduledNotification_serverApplicationId_acceptedAt_id_idx" ON "ScheduledNotification"("serverApplicationId", "acceptedAt", "id");

-- CreateIndex
CREATE INDEX "ScheduledNotification_tokenId_idx" ON "ScheduledNotification"("tokenId");

-- CreateIndex
CREATE INDEX "ScheduledNotification_cancelledAt_idx" ON "ScheduledNotification"("cancelledAt");

-- AddForeignKey
ALTER TABLE "ScheduledNotification" ADD CONSTRAINT "ScheduledNotification_tokenId_fkey" FOREIGN KEY ("tokenId") REFERENCES "ClientAppToken"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

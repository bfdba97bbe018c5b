-- AlterTable
ALTER TABLE "AuditEvent" ADD COLUMN     "hash" TEXT;

-- CreateTable
CREATE TABLE "AuditChain" (
    "id" INTEGER NOT NULL,
    "lastId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "waitingId" INTEGER NOT NULL,
    "cutId" INTEGER NOT NULL,
    "cutHash" TEXT NOT NULL,

    CONSTRAINT "AuditChain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Rollup" (
    "unit" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "seconds" INTEGER NOT NULL,
    "startedAt" BIGINT NOT NULL,
    "writer" TEXT NOT NULL,
    "accepted" BIGINT NOT NULL,
    "recipients" BIGINT NOT NULL,
    "acked" BIGINT NOT NULL,
    "onlineSeconds" BIGINT NOT NULL,
    "times" BYTEA NOT NULL,

    CONSTRAINT "Rollup_pkey" PRIMARY KEY ("unit","key","seconds","startedAt","writer")
);

-- CreateIndex
CREATE INDEX "Rollup_seconds_startedAt_idx" ON "Rollup"("seconds", "startedAt");

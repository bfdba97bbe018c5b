-- AlterTable
ALTER TABLE "ScheduledNotification" ADD COLUMN "apiKeyId" TEXT;

-- CreateTable
CREATE TABLE "OperatorDevice" (
    "operatorId" TEXT NOT NULL PRIMARY KEY,
    "tokenId" INTEGER NOT NULL,
    CONSTRAINT "OperatorDevice_operatorId_fkey" FOREIGN KEY ("operatorId") REFERENCES "Operator" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ComposeTemplate" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "savedBy" TEXT NOT NULL,
    "savedAt" BIGINT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "ComposeTemplate_name_key" ON "ComposeTemplate"("name");

-- CreateIndex
CREATE INDEX "ScheduledNotification_apiKeyId_idx" ON "ScheduledNotification"("apiKeyId");

-- AlterTable
ALTER TABLE "ScheduledNotification" ADD COLUMN     "apiKeyId" TEXT;

-- CreateTable
CREATE TABLE "OperatorDevice" (
    "operatorId" TEXT NOT NULL,
    "tokenId" INTEGER NOT NULL,

    CONSTRAINT "OperatorDevice_pkey" PRIMARY KEY ("operatorId")
);

-- CreateTable
CREATE TABLE "ComposeTemplate" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "savedBy" TEXT NOT NULL,
    "savedAt" BIGINT NOT NULL,

    CONSTRAINT "ComposeTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ComposeTemplate_name_key" ON "ComposeTemplate"("name");

-- CreateIndex
CREATE INDEX "ScheduledNotification_apiKeyId_idx" ON "ScheduledNotification"("apiKeyId");

-- AddForeignKey
ALTER TABLE "OperatorDevice" ADD CONSTRAINT "OperatorDevice_operatorId_fkey" FOREIGN KEY ("operatorId") REFERENCES "Operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

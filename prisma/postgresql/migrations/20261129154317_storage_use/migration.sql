-- AlterTable
ALTER TABLE "AoiClient" ADD COLUMN     "network" TEXT;

-- AlterTable
ALTER TABLE "ClientAppToken" ADD COLUMN     "holderId" TEXT,
ADD COLUMN     "holderNetwork" TEXT;

-- AlterTable
ALTER TABLE "Notification" ADD COLUMN     "senderNetwork" TEXT;

-- CreateTable
CREATE TABLE "StorageUse" (
    "unit" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "notifications" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "StorageUse_pkey" PRIMARY KEY ("unit","key")
);

-- What is stored already. Its senders without VAPID are not known by their addresses.
INSERT INTO "StorageUse" ("unit", "key", "notifications", "bytes")
SELECT CASE WHEN "serverApplicationId" = 'web-push' THEN 'senderNetwork'
    WHEN "serverApplicationId" LIKE 'web-push-%' THEN 'vapidKey' ELSE 'application' END,
  CASE WHEN "serverApplicationId" = 'web-push' THEN '' ELSE "serverApplicationId" END,
  count(*), sum(octet_length("payload") + COALESCE(octet_length("headers"), 0))
FROM "Notification" GROUP BY "serverApplicationId";

INSERT INTO "StorageUse" ("unit", "key", "notifications", "bytes")
SELECT 'token', CAST("tokenId" AS TEXT), count(*), sum(octet_length("payload") + COALESCE(octet_length("headers"), 0))
FROM "Notification" WHERE "serverApplicationId" = 'web-push' OR "serverApplicationId" LIKE 'web-push-%'
GROUP BY "tokenId";

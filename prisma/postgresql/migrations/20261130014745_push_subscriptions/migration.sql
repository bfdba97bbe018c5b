-- CreateTable
CREATE TABLE "PushSubscription" (
    "registrationId" INTEGER NOT NULL,
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

    CONSTRAINT "PushSubscription_pkey" PRIMARY KEY ("registrationId")
);

-- CreateTable
CREATE TABLE "VapidKey" (
    "publicKey" TEXT NOT NULL,
    "privateKey" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    CONSTRAINT "VapidKey_pkey" PRIMARY KEY ("publicKey")
);

-- AddForeignKey
ALTER TABLE "PushSubscription" ADD CONSTRAINT "PushSubscription_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

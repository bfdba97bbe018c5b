-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "seenAt" BIGINT NOT NULL,
    "online" INTEGER NOT NULL,

    CONSTRAINT "Node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OperatorTicket" (
    "ticketHash" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "OperatorTicket_pkey" PRIMARY KEY ("ticketHash")
);

-- CreateIndex
CREATE INDEX "OperatorTicket_sessionId_idx" ON "OperatorTicket"("sessionId");

-- CreateIndex
CREATE INDEX "OperatorTicket_expiresAt_idx" ON "OperatorTicket"("expiresAt");

-- AddForeignKey
ALTER TABLE "OperatorTicket" ADD CONSTRAINT "OperatorTicket_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "OperatorSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

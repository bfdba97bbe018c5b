-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "role" TEXT NOT NULL,
    "seenAt" BIGINT NOT NULL,
    "online" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "OperatorTicket" (
    "ticketHash" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,
    CONSTRAINT "OperatorTicket_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "OperatorSession" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "OperatorTicket_sessionId_idx" ON "OperatorTicket"("sessionId");

-- CreateIndex
CREATE INDEX "OperatorTicket_expiresAt_idx" ON "OperatorTicket"("expiresAt");

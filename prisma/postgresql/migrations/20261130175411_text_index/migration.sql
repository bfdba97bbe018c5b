-- CreateTable
CREATE TABLE "TextIndex" (
    "id" INTEGER NOT NULL,
    "segment" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "acceptedAt" BIGINT NOT NULL,
    "lastId" TEXT NOT NULL,
    "lateAt" BIGINT NOT NULL,
    "lateId" TEXT NOT NULL,

    CONSTRAINT "TextIndex_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IndexedText" (
    "segment" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "tokenId" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "words" TEXT NOT NULL,

    CONSTRAINT "IndexedText_pkey" PRIMARY KEY ("segment","place")
);

-- CreateTable
CREATE TABLE "TextWord" (
    "segment" INTEGER NOT NULL,
    "word" BYTEA NOT NULL,
    "places" TEXT NOT NULL,

    CONSTRAINT "TextWord_pkey" PRIMARY KEY ("segment","word")
);

-- CreateIndex
CREATE UNIQUE INDEX "IndexedText_tokenId_seq_key" ON "IndexedText"("tokenId", "seq");

-- WITHOUT ROWID, by hand: the key is half of a row, and would be stored twice.

-- CreateTable
CREATE TABLE "TextIndex" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "segment" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "acceptedAt" BIGINT NOT NULL,
    "lastId" TEXT NOT NULL,
    "lateAt" BIGINT NOT NULL,
    "lateId" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "IndexedText" (
    "segment" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "tokenId" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "words" TEXT NOT NULL,

    PRIMARY KEY ("segment", "place")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "TextWord" (
    "segment" INTEGER NOT NULL,
    "word" BLOB NOT NULL,
    "places" TEXT NOT NULL,

    PRIMARY KEY ("segment", "word")
) WITHOUT ROWID;

-- CreateIndex
CREATE UNIQUE INDEX "IndexedText_tokenId_seq_key" ON "IndexedText"("tokenId", "seq");

import { defineConfig } from 'prisma/config'

/** For editors and `prisma` itself; the scripts in `scripts/db` name the schema they work on. */
export default defineConfig({ schema: 'prisma/schema.prisma' })

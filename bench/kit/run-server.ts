import { runServer } from '../../server/run.ts'

/** The server as production has it, without pages. */
await runServer({ pages: false })

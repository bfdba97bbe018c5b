import { runServer } from './run.ts'

await runServer({ dev: process.argv.includes('--dev') })

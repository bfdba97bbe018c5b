#!/usr/bin/env node
import { existsSync } from 'node:fs'

const command = new URL('../dist/aoi.mjs', import.meta.url)
if (existsSync(command)) {
  await import(command.href)
} else {
  console.error('The aoi command is not built yet: run `npm run build` or `npm start` first.')
  process.exitCode = 1
}

import { appendFileSync } from 'node:fs'
import { platformNode } from '../platform-node.ts'
import type { ProbePoint } from '../probe.ts'
import { startAoiClient } from '../start-aoi-client.ts'
import { openFileStorage } from '../storage/file-storage.ts'

/** A device in its own process. Appends each payload to a file, and kills itself with -9 at the given point. */
const [serverUrl = '', directory = '', effects = '', point, countText] = process.argv.slice(2)
let left = Number(countText)

const options = {
  serverUrl,
  storage: await openFileStorage(directory),
  random: () => 0.02,
  probe: (reached: ProbePoint) => {
    if (reached !== point) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  },
}
const aoiClient = startAoiClient(options, platformNode)
const registration = await aoiClient.register({
  applicationName: 'com.example.news',
  tokenSeed: 'correct horse battery',
})
registration.onNotification(({ seq, id }) => appendFileSync(effects, `${seq} ${id}\n`))
process.stdout.write(`${registration.token}\n`)

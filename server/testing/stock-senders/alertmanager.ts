import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { call } from '../api-caller.ts'
import { findFreePort } from '../free-port.ts'
import { ListeningProgram } from '../listening-program.ts'
import { readSamples } from '../read-samples.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { isInstalled } from './commands.ts'
import type { StockSenders, Target } from './stock-sender.ts'

const PROGRAM = 'prometheus-alertmanager'
const SENT = 'alertmanager_notifications_total{integration="webhook"}'

const isMissing = !isInstalled(PROGRAM)
if (isMissing)
  console.log(`test: skipped, because Alertmanager is missing (apt: ${PROGRAM}): its alerts to a hook`)

const configuration = ({ url, address }: Target) => `
route: { receiver: aoi, group_by: [instance], group_wait: 0s, group_interval: 1s }
receivers: [{ name: aoi, webhook_configs: [{ url: '${url}/in/${address}' }] }]
`

/** Runs an Alertmanager until it has sent one alert to the hook. */
async function alertBy(target: Target): Promise<void> {
  const directory = await makeTemporaryDirectory()
  const config = join(directory.path, 'alertmanager.yaml')
  await writeFile(config, configuration(target))
  const port = await findFreePort()
  const args = [
    ...[`--config.file=${config}`, `--storage.path=${join(directory.path, 'data')}`],
    ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', '--log.level=error'],
  ]
  const program = await ListeningProgram.start({ command: PROGRAM, args, port, directory })
  const url = `http://127.0.0.1:${port}`
  try {
    const labels = { alertname: 'Backup', instance: randomUUID() }
    const body = [{ labels, annotations: { summary: 'done' } }]
    expect((await call(url, { path: '/api/v2/alerts', body })).status).toBe(200)
    const readSent = async () => readSamples(await (await fetch(`${url}/metrics`)).text()).get(SENT)
    await expect.poll(readSent).toBe(1)
  } finally {
    await program.stop('SIGTERM')
  }
}

/** The Alertmanager of the distribution. */
export const ALERTMANAGER: StockSenders = {
  'Prometheus Alertmanager': {
    ...{ shape: 'alertmanager', isMissing },
    send: alertBy,
    expected: { title: 'Backup: 1 firing', body: 'done' },
  },
}

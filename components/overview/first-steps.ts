import type { Overview } from '#protocol/overview.ts'
import { formatCount } from '../ui/format.ts'

const APPLICATION = 'demo'

export type Step = {
  title: string
  done: boolean
  /** What the database says about it now. */
  finding: string
  advice: string
  command: string
}

/** The way to a first notification: which steps this server has seen done, and the command of each. */
export function firstSteps({ counts, someoneMaySend, status }: Overview): [Step, Step, Step] {
  const { registrations, onlineAoiClients } = counts
  return [
    {
      title: 'Register an app instance',
      done: registrations > 0,
      finding: `${formatCount(registrations, { one: 'registration', other: 'registrations' })}, ${formatCount(
        onlineAoiClients,
        { one: 'AOI Client', other: 'AOI Clients' },
      )} online`,
      advice:
        'It prints its Client App Token and waits. Elsewhere, or here with --instance 2, the same seed gets the same token.',
      command: `npx aoi listen --server ${status.publicUrl} --app ${APPLICATION} --seed 'a seed for the demo app'`,
    },
    {
      title: 'Let an application send',
      done: someoneMaySend,
      finding: someoneMaySend ? 'an API key is valid' : 'no valid API key',
      advice:
        'In the folder of the server, and with its AOI_DATA_DIR if that is set. It prints an API key, once.',
      command: `npx aoi admin keys create --name demo-sender --application ${APPLICATION}`,
    },
    {
      title: 'Send',
      done: false,
      finding: 'nothing was sent yet',
      advice: 'Put in the key and the token that were printed. It appears here by itself.',
      command: `npx aoi send --server ${status.publicUrl} --key KEY TOKEN 'Hello, everyone'`,
    },
  ]
}

/** One sentence on what stands between this server and its first notification. */
export function diagnoseSilence({ counts, someoneMaySend }: Overview): string {
  if (counts.registrations === 0) return 'No app instance is registered, so there is nobody to notify.'
  if (!someoneMaySend)
    return 'App instances are registered, but no application holds an API key to send with.'
  if (counts.onlineAoiClients === 0) {
    return 'Everything is ready to send. No AOI Client is online: a notification will wait for them.'
  }
  return 'Everything is ready to send.'
}

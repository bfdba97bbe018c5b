import type { Overview } from '#protocol/overview.ts'
import { listenCommand } from '../ui/listen-command.ts'
import type { OverviewTexts } from './texts.ts'

const APPLICATION = 'demo'

export type Step = {
  title: string
  done: boolean
  /** The present state of the step, by the database. */
  finding: string
  advice: string
  command: string
}

/** Returns the steps to a first notification: which ones this server has seen done, and the command of each. */
export function firstSteps(
  { counts, someoneMaySend, status }: Overview,
  t: OverviewTexts,
): [Step, Step, Step] {
  const { registrations, onlineAoiClients } = counts
  return [
    {
      title: t.register,
      done: registrations > 0,
      finding: t.registerFound(registrations, onlineAoiClients),
      advice: t.registerHow,
      command: listenCommand({ ...status, application: APPLICATION, seed: 'a seed for the demo app' }),
    },
    {
      title: t.allow,
      done: someoneMaySend,
      finding: someoneMaySend ? t.allowed : t.notAllowed,
      advice: t.allowHow,
      command: `npx aoi admin keys create --name demo-sender --application ${APPLICATION}`,
    },
    {
      title: t.send,
      done: false,
      finding: t.notSent,
      advice: t.sendHow,
      command: `npx aoi send --server ${status.publicUrl} --key KEY TOKEN 'Hello, everyone'`,
    },
  ]
}

/** Returns one sentence on the missing step before the first notification. */
export function diagnoseSilence({ counts, someoneMaySend }: Overview, t: OverviewTexts): string {
  if (counts.registrations === 0) return t.nobodyRegistered
  if (!someoneMaySend) return t.noKey
  return counts.onlineAoiClients === 0 ? t.readyOffline : t.ready
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DIALOG_NAMES } from '#components/ui/dialog-names.ts'
import { SELECTION_ACTS } from '#protocol/dashboard/acts.ts'
import {
  DASHBOARD_OPERATIONS,
  type DashboardOperation,
  type DashboardOperationName,
} from '#protocol/dashboard/manifest.ts'

const sources = ['components', 'app'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
)

/** Returns the paths of the sources that match the pattern. */
function listUses(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path)
}

describe('dialogs', () => {
  it('are all made by one wrapper', () => {
    expect(listUses(/\bDialog\b[^\n]*from 'radix-ui'/)).toEqual(['components/ui/dialog.tsx'])
    expect(listUses(/<dialog\b|\b(?:window\.)?(?:confirm|prompt|alert)\(['"`]/)).toEqual([])
  })

  it('have names in the list of the browser tests, each in one place', () => {
    const used = sources.flatMap(({ text }) =>
      Array.from(text.matchAll(/<(?:Dialog|Confirmation)\s+name="(\w+)"/g), ([, name = '']) => name),
    )
    const all = [...used, ...Object.keys(SELECTION_ACTS)]
    expect(all.toSorted()).toEqual([...DIALOG_NAMES].toSorted())
    const wrappers = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/<(?:Dialog|Confirmation)\s/g)].map(() => path),
    )
    const byVariable = ['components/acts/confirmation.tsx', 'components/acts/selection-dialog.tsx']
    // Confirmation passes its own name on; the acts on selections take theirs from the protocol.
    expect(wrappers.length).toBe(used.length + byVariable.length + 1)
  })
})

/** How the page asks before each operation that changes something. */
const ASKS = {
  // Operations that read, or make something that an operator can take away again.
  createTicket: 'nothing',
  search: 'nothing',
  freezeSelection: 'nothing',
  startSimulation: 'form',
  cancelExport: 'nothing',
  sendTest: 'form',
  freezeAudience: 'nothing',
  sendToOwnDevice: 'nothing',
  chooseOwnDevice: 'nothing',
  readSentOutcomes: 'nothing',
  saveTemplate: 'form',
  saveAudience: 'form',
  changeAudience: 'form',
  saveView: 'form',
  chooseDefaultView: 'nothing',
  createApiKey: 'form',
  createAdminKey: 'form',
  inviteOperator: 'form',
  createEnrolmentCode: 'form',
  enrolDemo: 'nothing',
  createHook: 'form',
  changeHookTemplate: 'form',
  previewHook: 'nothing',
  testHook: 'dialog',
  createWebhook: 'form',
  // Events continue, as the notice beside the button says.
  enableWebhook: 'nothing',
  acknowledgeFinding: 'nothing',
  muteFinding: 'dialog',
  unmuteFinding: 'nothing',
  chooseNews: 'form',
  makeNewsLink: 'dialog',
  testWebhook: 'dialog',
  resendEvent: 'dialog',
  // Operations that reveal or end something: a dialog names it.
  sendComposed: 'dialog',
  changeDeliveryTime: 'dialog',
  removeTemplate: 'dialog',
  removeAudience: 'dialog',
  removeView: 'dialog',
  cancelNotifications: 'dialog',
  erasePayloads: 'dialog',
  resendNotifications: 'dialog',
  resendToMissing: 'dialog',
  disconnectAoiClients: 'dialog',
  endAoiClients: 'dialog',
  labelAoiClients: 'dialog',
  removeMembers: 'dialog',
  revokeToken: 'dialog',
  revealToken: 'dialog',
  rotateApiKey: 'dialog',
  revokeApiKey: 'dialog',
  revokeAdminKey: 'dialog',
  revokeEnrolmentCode: 'dialog',
  rotateHook: 'dialog',
  revokeHook: 'dialog',
  rotateWebhook: 'dialog',
  removeWebhook: 'dialog',
  removeSimulation: 'dialog',
  revokeOwnSession: 'dialog',
  changeRole: 'dialog',
  removeOperator: 'dialog',
  endOperatorSessions: 'dialog',
  withdrawInvitation: 'dialog',
} as const satisfies Record<string, 'nothing' | 'form' | 'dialog'>

describe('acts', () => {
  const acts = (Object.entries(DASHBOARD_OPERATIONS) as [DashboardOperationName, DashboardOperation][])
    .filter(([, { method }]) => method !== 'get')
    .map(([name]) => name)

  it('are all listed here, with the question that the page asks before each', () => {
    expect(acts.filter((name) => !(name in ASKS))).toEqual([])
  })

  it.each(Object.entries(ASKS).filter(([, asks]) => asks === 'dialog'))(
    '%s asks before it acts: its file contains the dialog',
    (name) => {
      const called = `(?:run|actDashboard)(?:<.*?>)?\\(\\s*'${name}'|^  \\w+: '${name}',$`
      const used = listUses(new RegExp(called, 'm'))
      expect(used.length).toBeGreaterThan(0)
      for (const path of used) {
        const { text = '' } = sources.find((source) => source.path === path) ?? {}
        expect(text, path).toMatch(/<(?:Confirmation|Dialog)\s/)
      }
    },
  )
})

describe('the clipboard', () => {
  it('is written in one place, which has a fallback for pages without it', () => {
    expect(listUses(/\.clipboard\b|execCommand/)).toEqual(['components/ui/copy-text.ts'])
  })
})

import type { TemplateMessage } from '#protocol/dashboard/compose.ts'

/** `savedAt` is Unix ms. */
export type Template = {
  id: string
  name: string
  message: TemplateMessage
  savedBy: string
  savedAt: number
}

/** The rows of operators who compose, beside the `Store` and on its connections. */
export interface ComposeStore {
  /** By name. */
  listTemplates(): Promise<Template[]>
  /** Replaces the template of the same name. Returns false if there are `LIMITS.composeTemplates` others. */
  saveTemplate(template: Template): Promise<boolean>
  /** Returns the name of the removed template. */
  removeTemplate(id: string): Promise<string | undefined>
  /** The token of the operator's own devices. */
  findOwnDevice(operatorId: string): Promise<number | undefined>
  saveOwnDevice(device: { operatorId: string; tokenId: number }): Promise<void>
}

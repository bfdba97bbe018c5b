import type { AudienceContent } from '#protocol/dashboard/audiences.ts'
import type { TemplateMessage } from '#protocol/dashboard/compose.ts'

/** `savedAt` is Unix ms. */
export type Template = {
  id: string
  name: string
  message: TemplateMessage
  savedBy: string
  savedAt: number
}

/** A set of recipients under a name. `ownerId` is missing after the account was removed; `savedAt` is Unix ms. */
export type SavedAudience = {
  id: string
  ownerId: string | undefined
  name: string
  shared: boolean
  content: AudienceContent
  savedAt: number
}
/** `owner` is the e-mail address. */
export type ListedAudience = SavedAudience & { owner: string | undefined }

/** The rows of operators who compose, beside the `Store` and on its connections. */
export interface ComposeStore {
  /** The audiences that the operator sees: their own ones, and `LIMITS.audiencesShared` shared ones, by name. */
  listAudiences(operatorId: string): Promise<ListedAudience[]>
  /** Returns an audience that the operator sees. */
  findAudience(input: { id: string; operatorId: string }): Promise<SavedAudience | undefined>
  /**
   * Replaces the owner's audience of the same name. Returns false if the owner has `LIMITS.audiencesPerOperator` others.
   */
  saveAudience(audience: SavedAudience & { ownerId: string }): Promise<boolean>
  changeAudience(input: {
    id: string
    name: string
    shared: boolean
  }): Promise<'changed' | 'missing' | 'taken'>
  /** Returns whether this call removed it. */
  removeAudience(id: string): Promise<boolean>
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

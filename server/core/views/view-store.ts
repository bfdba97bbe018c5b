import type { StoredLook, ViewList } from '#protocol/dashboard/views.ts'

/** `ownerId` is missing after the account was removed; `savedAt` is Unix ms. */
export type SavedView = {
  id: string
  list: ViewList
  ownerId: string | undefined
  name: string
  shared: boolean
  params: Record<string, string>
  look: StoredLook
  savedAt: number
}
/** `owner` is the e-mail address. */
export type ListedView = SavedView & { owner: string | undefined; isDefault: boolean }

/** Saved views of lists, beside the `Store` and on its connections. */
export interface ViewStore {
  /** The views of the list that the operator sees: their own ones, and `LIMITS.viewsShared` shared ones, by name. */
  listViews(input: { list: ViewList; operatorId: string }): Promise<ListedView[]>
  /** Returns a view that the operator sees. */
  findView(input: { id: string; operatorId: string }): Promise<SavedView | undefined>
  /**
   * Replaces the owner's view of the same name, and returns its id. Returns undefined if the owner has
   * `LIMITS.viewsPerOperator` others.
   */
  saveView(view: SavedView & { ownerId: string }): Promise<string | undefined>
  /** Returns whether this call removed it. */
  removeView(id: string): Promise<boolean>
  /** Sets the view with which the list opens for the operator, or takes it away if it is this one. */
  chooseDefault(input: {
    operatorId: string
    list: ViewList
    viewId: string
    isDefault: boolean
  }): Promise<void>
}

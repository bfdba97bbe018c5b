/** Shows the unread count on the icon of the installed app, where the system can. For pages and workers. */
export async function showBadge(unread: number): Promise<void> {
  if ('setAppBadge' in navigator) await navigator.setAppBadge(unread).catch(() => undefined)
}

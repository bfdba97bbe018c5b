/** The token of the first group that the inbox has joined. */
export function readToken(): Promise<string> {
  return new Promise((resolve) => {
    const request = indexedDB.open('aoi-inbox-messages')
    request.onsuccess = () => {
      const all = request.result.transaction('groups').objectStore('groups').getAll()
      all.onsuccess = () => {
        request.result.close()
        resolve(String(all.result[0]?.token))
      }
    }
  })
}

/** The titles of the notifications that the system shows for the inbox. */
export async function listRinging(): Promise<string[]> {
  const worker = await navigator.serviceWorker.getRegistration('/inbox')
  return ((await worker?.getNotifications()) ?? []).map(({ title }) => title)
}
